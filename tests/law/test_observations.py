import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.law.observations import read_observations

NAMES = {"loss": "loss", "score": "score", "examples": "examples"}
REST = {"few_shot": None, "n": None, "ceiling": None, "x": "loss"}


def read(frame, **changed):
    return read_observations(frame, **(NAMES | REST | changed))


def test_rows_are_turned_and_grouped_by_amount(frame):
    data = read(frame)
    assert data.u.tolist() == (-frame["loss"]).tolist()
    assert data.amounts.tolist() == sorted(set(frame["examples"]))
    assert data.amounts[data.group].tolist() == frame["examples"].tolist()
    assert data.span == pytest.approx(2.7 - 1.85)


def test_few_shot_rows_form_the_last_group(with_few_shot):
    data = read(with_few_shot, few_shot="few")
    assert (data.group[data.few_shot] == len(data.amounts)).all()
    assert data.few_shot.sum() == 9


def test_rows_above_the_ceiling_are_left_out(frame):
    kept = read(frame, ceiling=0.4)
    assert kept.y.max() <= 0.4 < frame["score"].max()


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (lambda f: f.drop(columns="loss"), {}, "no column 'loss'; the table has"),
        (lambda f: f[f["examples"] < 300], {}, "at least 3.*Finetune on more"),
        (lambda f: f.assign(examples=f["examples"] - 100), {}, "at least 1"),
        (lambda f: f.assign(examples=-1), {}, "at least 1"),
        (lambda f: f.assign(score=np.nan), {}, "score has 54 value.*not finite"),
        (lambda f: f.assign(loss=np.inf), {}, "loss has 54 value"),
        (lambda f: f.assign(loss=2.0), {}, "all rows have the same loss"),
        (lambda f: f.assign(score="high"), {}, "not 'high' .position 0"),
        (lambda f: f.assign(loss=1e22 * f["loss"]), {"x": "compute"}, "numpy.log10"),
        (
            lambda f: pd.concat([f, f.assign(score=f["score"] + 0.1)]),
            {},
            "several scores.*Average",
        ),
        (lambda f: f.assign(few="ft"), {"few_shot": "few"}, "== 'ft'"),
        (lambda f: f.assign(few=False), {"few_shot": "few"}, "no row of column 'few'"),
        (lambda f: f.drop(columns="score"), {}, "score=\\.\\.\\."),
        (lambda f: f, {"ceiling": 0.0}, "no rows are left"),
        (lambda f: f.assign(score=np.nan), {"ceiling": 0.4}, "not finite"),
        (lambda f: "mine.csv", {}, "pandas.read_csv"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_cure(frame, change, options, said):
    with pytest.raises(EmergenceDataError, match=said):
        read(change(frame), **options)
