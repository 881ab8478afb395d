from emergestudy.paths import PACKAGE
from emergestudy.runner.imports import module_files


def names(*sources):
    return {str(p.relative_to(PACKAGE)) for p in module_files(sources)}


def test_a_public_name_means_the_package_it_comes_from():
    found = names("from emergestudy import record")
    assert "results.py" in found
    assert not any(name.startswith("law/") for name in found)


def test_modules_are_followed_at_any_distance():
    found = names("from emergestudy.chapters.your_models import own_calls")
    assert "chapters/your_models/own_calls.py" in found
    assert "estimators/evidence.py" in found
    assert "chapters/your_models/own_laws.py" not in found


def test_names_in_brackets_and_with_other_names_are_read():
    text = "from emergestudy import (\n    load,  # tables\n    fit_elbow as fe,\n)"
    found = names(text)
    assert {"data.py", "law/elbow.py"} <= found


def test_other_packages_do_not_count():
    assert names("import numpy\nfrom emergestudy_extra import x") == set()
