"""Questions at the end of a chapter; a choice says at once whether it is right.

``book/quizzes/NAME.yaml`` lists them: each a ``question`` and ``choices``, of which one
is ``right`` and the others are ``wrong``; ``says`` is what a reader is told who chose
it. Without scripts, and on paper, the answers stand below their question.
"""

from pathlib import Path

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LOG = logging.getLogger(__name__)
INTRO = "Three questions about this chapter, to answer before the exercises:"
CHOICE = '<label><input type="radio" name="{name}" value="{place}" data-is="{kind}"> '
WORD = {"right": "Right", "wrong": "Not this one"}


def read(path):
    """Return questions, each with its choices: kind, text and what is said of it."""
    made = []
    for told in yaml.safe_load(path.read_text(encoding="utf-8")):
        choices = []
        for choice in told["choices"]:
            (kind,) = set(choice) & set(WORD)
            choices.append((kind, str(choice[kind]), str(choice["says"])))
        if [kind for kind, _, _ in choices].count("right") != 1:
            raise ValueError(f"not one right choice: {told['question']}")
        made.append((told["question"], choices))
    return made


class Quiz(SphinxDirective):
    """Ask the questions of a file, with a choice of answers to each."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        path = Path(self.env.srcdir) / "book" / "quizzes" / f"{name}.yaml"
        self.env.note_dependency(str(path))
        try:
            questions = read(path)
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
            LOG.warning("quiz %s: %s", name, error, location=self.get_location())
            return []
        made = [*self.page(f'<div class="quiz"><p>{INTRO}</p>')]
        for number, (question, choices) in enumerate(questions, 1):
            made += self.question(f"quiz-{name}-{number}", number, question, choices)
        return [*made, *self.page("</div>")]

    def question(self, name, number, question, choices):
        """Return one question: what is asked, the choices, and the folded answers."""
        made = self.page(f"<fieldset><legend>{number}. ", question, "</legend>")
        for place, (kind, text, _) in enumerate(choices):
            head = CHOICE.format(name=name, place=place, kind=kind)
            made += self.page(head, text, "</label>")
        unfolded = " open" * (self.env.app.builder.name == "singlehtml")
        made += self.page(
            f'<p class="feedback" role="status"></p><details{unfolded}>'
            f"<summary>Answers to question {number}</summary><ul>"
        )
        for kind, text, says in choices:
            told = self.page("<li>", f"\u201c{text}\u201d: {WORD[kind]}. {says}")
            made += [*told, *self.page("</li>")]
        return [*made, *self.page("</ul></details></fieldset>")]

    def page(self, before, text="", after=""):
        """Return a text of the book between two pieces of HTML."""
        made = [nodes.raw("", before, format="html")]
        if text:
            body = nodes.container()
            lines = StringList(text.strip().splitlines(), "quiz")
            self.state.nested_parse(lines, 0, body)
            made.append(nodes.inline("", "", *body[0].children))
        return [*made, nodes.raw("", after, format="html")] if after else made


def setup(app):
    app.add_directive("quiz", Quiz)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
