from emergestudy.runner.alt_texts import alt_texts
from emergestudy.runner.page import write_page

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg=="  # noqa: E501


def cell(alt=None):
    out = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}
    metadata = {"mystnb": {"image": {"alt": alt}}} if alt else {}
    return {
        "cell_type": "code",
        "id": (alt and "a") or "b",
        "source": "draw()",
        "metadata": metadata,
        "outputs": [out],
        "execution_count": 1,
    }


def notebook():
    cells = [cell('two "curves"'), cell()]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_texts_come_in_the_order_of_the_pictures():
    assert alt_texts(notebook()) == ["two &quot;curves&quot;", "Figure"]


def test_a_page_says_what_its_pictures_show(tmp_path):
    write_page(notebook(), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert 'alt="two &quot;curves&quot;"' in page
    assert 'alt="Figure"' in page
    assert "No description has been provided" not in page
