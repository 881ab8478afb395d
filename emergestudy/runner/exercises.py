"""Exercises of a chapter, and solutions that run."""

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from emergestudy.errors import StudyError

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{(?P<kind>exercise|solution)\} *(?P<head>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=fence) *$",
    re.M | re.S,
)
_NOTE = re.compile(r"^:::\{dropdown\} For the facilitator\n.*?^:::\n", re.M | re.S)
_CODE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_OPTION = re.compile(r"^:(\w+): *(.*)\n", re.M)


@dataclass(frozen=True)
class Exercise:
    """A question, and its solution.

    Attributes
    ----------
    label : str
        Unique in the book, for instance ``"few-shot-emergence-1"``.
    title : str
        Its kind and subject, for instance ``"Recall: the definition"``.
    text, solution : str
        Markdown, without the options on top.
    steps : list of (str, str)
        Python code of the solution, block by block, and what each prints.
    """

    label: str
    title: str
    text: str
    solution: str
    steps: list[tuple[str, str]] = field(default_factory=list)


def read_exercises(path: Path) -> list[Exercise]:
    """Read the exercises of a chapter, each with its solution.

    Parameters
    ----------
    path : Path
        A file of ``book/exercises``: blocks ``{exercise}`` and ``{solution}``.

    Raises
    ------
    StudyError
        If an exercise has no label or no solution, or a solution no exercise.
    """
    blocks = list(_BLOCK.finditer(path.read_text(encoding="utf-8")))
    solved = {b["head"].strip(): b["body"] for b in blocks if b["kind"] == "solution"}
    found = []
    for block in (b for b in blocks if b["kind"] == "exercise"):
        label = dict(_OPTION.findall(block["body"])).get("label", "")
        if label not in solved:
            raise StudyError(f"{path.name}: exercise {label!r} has no solution")
        body = _OPTION.sub("", solved.pop(label))
        text = _OPTION.sub("", block["body"])
        title = block["head"].strip()
        found.append(Exercise(label, title, text, body, list(_steps(path, body))))
    if solved:
        raise StudyError(f"{path.name}: nothing is asked for {', '.join(solved)}")
    return found


def _steps(path: Path, body: str) -> Iterator[tuple[str, str]]:
    """Pair each block of code with the block of text that shows what it prints."""
    blocks = _CODE.findall(body)
    for place, (language, text) in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
        if language == "python":
            if after[0] != "text":
                raise StudyError(f"{path.name}: code without its output:\n{text}")
            yield text, after[1]


def run_solution(exercise: Exercise) -> list[str]:
    """Run the code of a solution; return what each block prints.

    The blocks share their names, as the cells of a notebook do.
    """
    names: dict[str, object] = {"__name__": "solution"}
    printed = []
    for place, (code, _) in enumerate(exercise.steps, 1):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, f"{exercise.label}, block {place}", "exec"), names)
        printed.append(out.getvalue())
    return printed


def without_notes(root: Path) -> dict[Path, str]:
    """Return the pages of the course without the notes for the facilitator.

    Parameters
    ----------
    root : Path
        The checkout.

    Returns
    -------
    dict of Path to str
        Texts by path in the checkout.
    """
    pages = sorted((root / "book" / "course").glob("*.md"))
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    return {p.relative_to(root): _NOTE.sub("", text) for p, text in texts.items()}


def without_solutions(text: str) -> str:
    """Leave the solutions out of a text with exercises."""
    return _BLOCK.sub(lambda m: "" if m["kind"] == "solution" else m[0], text)
