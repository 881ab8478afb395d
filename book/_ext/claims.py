"""The ``claims`` directive: claims of a text, told in its language, with verdicts.

Its content is a definition list. A term is the key of a claim in ``claims.csv``, its
definition what the claim says. All claims of a text stand there, each once.
"""

import html
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from emergestudy import load
from emergestudy.paths import data_dir
from emergestudy.verdicts import SIGNS, VERDICTS, recorded_verdicts

LOG = logging.getLogger(__name__)
WORDS = {
    "ko": (
        "재현됨", "바로잡으면 재현됨", "인쇄된 수치끼리 일치", "다른 데이터에서 성립",
        "일부만 성립", "반박됨", "다른 데이터에서 불성립", "정의", "결정 불가", "미결",
    ),
    "zh-Hans": (
        "复现", "更正后复现", "与印出的数字一致", "在其他数据上成立",
        "仅部分成立", "被数据否定", "在其他数据上不成立", "定义", "无从判定", "待定",
    ),
}  # fmt: skip
PARTS = {
    "ko": " ({1}개 중 {0}개 성립{2})",
    "zh-Hans": "（{1} 项中 {0} 项成立{2}）",
}
WITHOUT = {"ko": ", {}개는 데이터 없음", "zh-Hans": "，{} 项无数据"}
RECORD = {"ko": "판정에 쓴 수치(영어)", "zh-Hans": "判定所据的数字（英文）"}
CHAPTER = {"ko": "판정한 장: ", "zh-Hans": "判定见："}
SHARE = re.compile(r"(\d+) of (\d+) holds?(?:, (\d+) without data)?: ")


class Claims(SphinxDirective):
    """Add to each claim its verdict, what decided it and the chapter that did."""

    has_content = True
    required_arguments = 1

    def run(self):
        language = self.arguments[0]
        words = dict(zip(VERDICTS, WORDS[language], strict=True))
        node = nodes.container(classes=["claims"])
        self.state.nested_parse(self.content, self.content_offset, node)
        told, found = self._recorded(), []
        for item in node.findall(nodes.definition_list_item):
            claim = item[0].astext()
            found.append(claim)
            if claim in told.index:
                self._tell(item, told.loc[claim], language, words)
        texts = load("claims").set_index("claim")["text"]
        mine = texts.index[texts == texts.get(found[0] if found else None)]
        if sorted(found) != sorted(mine):
            wrong = sorted({*found} ^ {*mine}) or "one twice"
            said = "not each claim of the text once: %s"
            LOG.warning(said, wrong, location=self.get_location())
        counts = Counter(told["verdict"].reindex(found, fill_value="pending"))
        listed = [f"{SIGNS[v]} {words[v]} {counts[v]}" for v in VERDICTS if v in counts]
        counted = nodes.paragraph("", ", ".join(listed), translatable=False)
        return [counted, node]

    def _recorded(self):
        """Return the verdicts of the notebooks beside this page's folder."""
        folder = Path(self.env.srcdir) / "notebooks"
        files = sorted(folder.glob("*.ipynb"))
        for file in (data_dir() / "claims.csv", *files):
            self.env.note_dependency(str(file))
        return gathered(folder, tuple(f.stat().st_mtime_ns for f in files))

    def _tell(self, item, row, language, words):
        """Put the verdict behind the key, its record and chapter below the claim."""
        share = SHARE.match(row["decides"])
        said = f" {SIGNS[row['verdict']]} {words[row['verdict']]}"
        if share:
            rest = WITHOUT[language].format(share[3]) if share[3] else ""
            said += PARTS[language].format(share[1], share[2], rest)
        item[0] += nodes.inline("", said, classes=["verdict"])
        page = f"/notebooks/{row['notebook']}"
        told = {"reftarget": page, "refdoc": self.env.docname, "refwarn": True}
        told |= {"reftype": "doc", "refdomain": "std", "refexplicit": False}
        link = addnodes.pending_xref("", nodes.inline("", ""), **told)
        chapter = nodes.inline("", "", link, classes=["language-en"])
        line = nodes.paragraph("", CHAPTER[language], chapter, classes=["decided-in"])
        record = (
            f"<details><summary>{RECORD[language]}</summary>"
            f'<p lang="en">{html.escape(row["decides"])}</p></details>'
        )
        item[-1] += [line, nodes.raw("", record, format="html")]


@lru_cache(maxsize=1)
def gathered(folder, times):
    """Return the verdicts of a folder of notebooks; read once for each state of it."""
    return recorded_verdicts(folder).set_index("item")


def setup(app):
    app.add_directive("claims", Claims)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
