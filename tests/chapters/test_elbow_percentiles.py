import pytest

from emergestudy.chapters.forecasting.elbow_percentiles import elbow_percentiles
from emergestudy.errors import UsageError


def test_one_row_a_printed_percentile():
    rows = elbow_percentiles()
    assert len(rows) == 6 * 2 * 7
    row = rows.query("task == 'CSQA' and method == 'Bootstrap' and percentile == 5")
    assert row[["elbow", "mle", "truth"]].to_numpy().tolist() == [[1.723, 1.830, 1.827]]


def test_unknown_choices_are_refused():
    with pytest.raises(UsageError, match="no task of Table 3 named 'WiC'"):
        elbow_percentiles(["WiC"])
    with pytest.raises(UsageError, match="no method of Table 3 named 'HMC'"):
        elbow_percentiles(methods=["HMC"])
