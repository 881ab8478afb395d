"""One setting makes the buttons that open a chapter elsewhere."""

import importlib.util
from types import SimpleNamespace

import pytest
import yaml


@pytest.fixture
def launch(root):
    path = root / "book" / "_ext" / "launch.py"
    spec = importlib.util.spec_from_file_location("launch", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("address", "kept"), [("", False), ("https://h/n/r", True)])
def test_buttons_need_an_address(launch, root, address, kept):
    given = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    options = {
        "repository_url": address,
        "launch_buttons": dict(given["launch_buttons"]),
    }
    launch.without_address(None, SimpleNamespace(html_theme_options=options))
    assert bool(options["launch_buttons"].get("binderhub_url")) == kept
    assert bool(options["launch_buttons"].get("colab_url")) == kept


def test_the_address_is_one_setting(root):
    given = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    assert set(given["repository"]) == {"url", "branch"}
    assert given["launch_buttons"]["notebook_interface"] == "jupyterlab"


def test_every_chapter_can_be_downloaded(html):
    for page in (html / "notebooks").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        name = f"../_sources/notebooks/{page.stem}.ipynb"
        assert f'href="{name}"' in text
        assert (page.parent / name).resolve().is_file()
