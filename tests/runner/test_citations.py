from emergestudy.runner.citations import author_years

ENTRIES = """
@misc{one2020, author = {Doe, Jane}, year = {2020}}
@misc{two2021, author = {Doe, Jane and van Dyk, Ann}, year = {2021}}
@misc{many2022, author = {Doe, Jane and others}, year = {2022}}
@misc{none, title = {A log}, year = {2023}}
"""


def test_names_and_year_as_in_a_text(tmp_path):
    file = tmp_path / "r.bib"
    file.write_text(ENTRIES)
    assert author_years(file) == {
        "one2020": "Doe 2020", "two2021": "Doe and van Dyk 2021",
        "many2022": "Doe et al. 2022", "none": "A log 2023",
    }  # fmt: skip


def test_the_books_own_list_is_read():
    assert author_years()["wei2022emergent"] == "Wei et al. 2022"


def test_without_a_book_there_is_no_name(tmp_path):
    assert author_years(tmp_path / "none.bib") == {}
