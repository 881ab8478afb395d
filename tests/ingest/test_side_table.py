import pandas as pd
import pytest

from emergestudy.errors import UsageError
from emergestudy.ingest.side_table import fill_in, read_side_table

SCORES = pd.DataFrame(
    {"model": ["a", "a", "b"], "step": [10.0, 20.0, None],
     "params": [5.0, None, None], "tokens": None, "loss": None}
).astype({"tokens": float, "loss": float})  # fmt: skip


def test_files_come_first_and_the_table_fills_in(write):
    side = read_side_table(write("m.csv", "model,params\na,7\nb,8e9\n"))
    assert fill_in(SCORES, side)["params"].tolist() == [5.0, 7.0, 8e9]


def test_a_row_with_a_step_is_one_checkpoint(write):
    text = "model,step,loss,tokens_per_step\na,10,2.5,\na,20,2.1,\na,,,2097152\n"
    filled = fill_in(SCORES, read_side_table(write("m.csv", text)))
    assert filled["loss"].tolist()[:2] == [2.5, 2.1]
    assert filled["tokens"].tolist()[:2] == [20971520.0, 41943040.0]
    assert filled["loss"].isna().tolist() == [False, False, True]
    assert "tokens_per_step" not in filled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,params\na,1\n", "no column 'model'"),
        ("model,size\na,1\n", "an unknown column 'size'"),
        ("model,params\na,7b\n", "line 2: params is '7b'; .* for instance 7e9"),
        ("model,params\na,1\nb,-3\n", "line 3: params is '-3'"),
        ("model,params\na,inf\n", "line 2: params is 'inf'"),
        ("model,params\na,1\na,2\n", "lists a twice"),
        ("", "No columns"),
    ],
)
def test_a_wrong_side_table_is_refused(write, text, told):
    with pytest.raises(UsageError, match=told):
        read_side_table(write("m.csv", text))


def test_step_zero_is_a_step(write):
    side = read_side_table(write("m.csv", "model,step,loss\na,0,11\n"))
    assert side["step"].tolist() == [0]
