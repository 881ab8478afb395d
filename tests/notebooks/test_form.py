"""The form of every committed notebook: executed in order, figures described."""

import json
import re

import pytest

from emergestudy.paths import study_root
from emergestudy.running.parameters import read_parameters

NOTEBOOKS = sorted((study_root() / "notebooks").glob("*.ipynb"))
MACHINE = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|usr|opt|mnt|var)/\w")


@pytest.fixture(params=NOTEBOOKS, ids=lambda p: p.stem)
def path(request):
    return request.param


@pytest.fixture
def cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_it_ran_in_order_from_a_fresh_kernel(cells):
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [o for cell in cells for o in cell["outputs"]]
    assert not [o for o in outputs if o["output_type"] == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"]
    shown = str([(o.get("text"), o.get("data", {}).get("text/plain")) for o in outputs])
    assert not MACHINE.search(shown)


def test_its_parameters_come_first_and_say_what_they_are(path, cells):
    assert "parameters" in cells[0]["metadata"]["tags"]
    assert all(parameter.help for parameter in read_parameters(path))


def test_every_figure_has_alt_text_caption_and_name(cells):
    for cell in cells:
        drawn = [o for o in cell["outputs"] if "image/png" in o.get("data", {})]
        about = cell["metadata"].get("mystnb", {})
        if drawn or about:
            assert len(drawn) == 1, cell["id"]
            assert about["image"]["alt"], cell["id"]
            assert {"name", "caption"} <= set(about["figure"]), cell["id"]
