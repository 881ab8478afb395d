from emergestudy.chapters import against_people
from emergestudy.chapters import comparison_tables as tables
from emergestudy.chapters.emergence_calls import call_curves
from emergestudy.chapters.paper_curves import paper_curves


def test_tolerances_are_compared_side_by_side():
    table = tables.by_tolerance(paper_curves(), [0, 0.01])
    assert table["tolerance"].tolist() == [0, 0.01]
    assert (table[list(against_people.OUTCOMES)].sum(axis=1) == 25).all()


def test_pages_show_a_short_table_and_the_reasons():
    curves = paper_curves()
    table = against_people.compare(curves, call_curves(curves, tolerance=0.01))
    short = tables.shown(table)
    assert len(short) == len(table)
    assert short["estimator"].str.match(r"emergent, \d\.\de\+\d\d \(|[a-z_]+$").all()
    reasons = tables.reasons(table)
    assert len(reasons) == (table["outcome"] != "agrees").sum()


def test_curves_that_are_spoken_of_twice_count_once():
    curves = paper_curves()
    calls = call_curves(curves, tolerance=0.01)
    beside = against_people.compare(curves, calls)
    counted = tables.count(beside)
    assert counted["curves"].sum() == beside["curve"].nunique()
    assert counted["curves"].sum() < counted["statements"].sum() == len(beside)
    three = beside["curve"].isin(calls.query("points == 3")["curve"])
    agree = int((three & (beside["outcome"] == "agrees")).sum())
    assert tables.shortest(beside, calls) == agree > 0
    assert "2G Gopher" in tables.scattered(calls)
    assert tables.scattered(calls, times=1e9) == []
