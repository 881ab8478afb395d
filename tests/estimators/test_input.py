import numpy as np
import pandas as pd
import pytest

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators import crossover_point, emergence_point, emergence_points
from emergestudy.estimators.inputs import numbers, read_curves, show

SCALE = 10.0 ** np.arange(20, 28)
SCORE = np.array([0.25, 0.25, 0.26, 0.24, 0.3, 0.5, 0.7, 0.9])
PLAIN = {"chance": 0.25, "n": None, "stderr": None, "unit": "fraction"}
PLAIN |= {"higher_is_better": True, "log_scale": True}


def read(scale, score, **change):
    return read_curves(scale, score, **(PLAIN | change))


def test_points_are_sorted_and_carry_their_noise():
    curves = read([100, 10, 10], [0.2, 0.4, 0.3], n=[3, 1, 2])
    assert curves.x[0] == pytest.approx([1, 1, 2])
    assert curves.score[0] == pytest.approx([0.3, 0.4, 0.2])
    assert curves.n[0] == pytest.approx([2, 1, 3])


def test_places_run_from_the_smallest_scale_to_the_largest_and_back():
    curves = read([[1, 10, 100], [10, 1e3, 1e4]], [SCORE[:3], SCORE[:3]])
    assert curves.place() == pytest.approx(np.array([[0, 0.5, 1], [0, 2 / 3, 1]]))
    assert curves.to_scale(curves.place())[1] == pytest.approx([10, 1e3, 1e4])
    assert curves.some(slice(1, 2)).x == pytest.approx(curves.x[1:])
    assert read([0, 1, 4], [0.1, 0.2, 0.3], log_scale=False).place()[0, 1] == 0.25


@pytest.mark.parametrize("n", [300, [300], [300] * 3, [[300]] * 2, [[300] * 3] * 2])
def test_a_number_a_row_or_a_column_serves_every_curve(n):
    curves = read([1, 10, 100], [[0.1, 0.2, 0.3]] * 2, n=n)
    assert curves.n.tolist() == [[300] * 3] * 2


def test_the_smallest_amounts_that_make_sense_are_accepted():
    assert read([1, 2, 3], [0, 0, 1], n=1, chance=0).n.min() == 1
    assert read([1, 2, 3], [0, 1, 2], unit="percent", chance=1).chance == 0.01
    assert read([1, 2, 3], [1, 0, 0], chance=1, higher_is_better=False).chance == 0
    how = {"chance": 25, "n": 1000, "unit": "percent"}
    doubt = [emergence_point(SCALE, 100 * SCORE, **how, tolerance=t) for t in (0, 0.05)]
    assert doubt[0].probability != doubt[1].probability


PERCENT = {"score": 100 * SCORE, "chance": 25, "unit": "percent"}
BAD = [
    ({"score": [0.1, 0.2]}, "8 scale.s. but 2 score"),
    ({"scale": SCALE[None]}, "8 scale.s. but 8 score.s.: give one scale for each"),
    ({"scale": [1, 2], "score": [0.1, 0.2]}, "at least 3 points, not 2"),
    ({"scale": [-5.0, *SCALE[1:]], "log_scale": False}, "-5; scales have to be"),
    ({"scale": [0.0, *SCALE[1:]]}, "above 0"),
    ({"scale": np.full(8, 7.0)}, "All scales of a curve are 7"),
    ({"score": [1.3, *SCORE[1:]]}, "1.3.*0 to 1 .*unit='percent'"),
    ({"score": [np.nan, *SCORE[1:]]}, "1 value.*position 0"),
    ({"score": ["high", *SCORE[1:]]}, "score has .* numbers, not 'high' .position 0"),
    ({"score": SCORE[None]}, "emergence_points"),
    ({"score": 100 * SCORE + 60, "chance": 25, "unit": "percent"}, "0 to 100 .*other"),
    ({"unit": "procent"}, "'procent'.*fraction, percent, other"),
    ({"chance": 25}, r"25; .*'fraction' in \[0, 1\).* 25 in percent"),
    ({"chance": 1.0}, r"1; .*in \[0, 1\)"),
    ({"chance": 0.0, "higher_is_better": False}, r"0; .*in \(0, 1\]"),
    (PERCENT | {"chance": 100}, r"100; .*\[0, 100\)"),
    (PERCENT | {"chance": 0.25}, "0.25; .* 25 in percent"),
    ({"chance": 25, "unit": "percent"}, "no score is above 1.*need unit='fraction'"),
    ({"chance": [0.1, 0.2]}, "chance has shape"),
    ({"n": 0}, "0; it counts test items, 1 to 1e18"),
    ({"n": [100, 200]}, r"shape \(2,\)"),
    ({"stderr": 0.0}, "0; it has to be above 0 at one point of each curve"),
    ({"n": 100, "stderr": 0.1}, "not both"),
    ({"n": 100, "unit": "other"}, "stderr"),
    ({"level": 1.0}, "level is 1.0"),
    ({"tolerance": "x"}, "tolerance has to be numbers, not 'x'"),
    ({"tolerance": 0.5}, "0.5"),
    (PERCENT | {"tolerance": 0.01}, "0.01"),
    ({"delta": 0}, "delta is 0; it is above 0 and less than half"),
    ({"delta": -0.1}, "-0.1; .*one point is 0.01 as a fraction, 1 in percent"),
    (PERCENT | {"delta": 0.1}, "0.1;"),
    ({"chance": 0.6, "delta": 0.4}, "no score can be delta, 0.4, above a chance"),
    ({"delta": [0.1, 0.2]}, "give one number"),
    ({"stderr": -0.1}, "-0.1; it has to be above 0"),
    ({"score": np.ma.array(SCORE, mask=SCORE > 0.4)}, "score has masked values"),
    ({"score": SCORE + 1j}, "score has to be numbers, not .*1j"),
    ({"scale": pd.date_range("2020", periods=8)}, "scale has to be numbers, not Date"),
    ({"score": SCORE.astype(str)}, "score has to be numbers, not .*position 0"),
    ({"scale": [*SCALE[1:], 10**400]}, "not 1000.* .position 7"),
    ({"chance": "0.25"}, "chance has to be numbers, not '0.25'"),
    ({"level": None}, "level is nan"),
    ({"level": [0.8, 0.9]}, r"level is \[0.8, 0.9\]; give one number"),
    ({"higher_is_better": "no"}, "'no'; it has to be True or False"),
    ({"log_scale": "no"}, "log_scale is 'no'; it has to be True or False"),
    ({"stderr": 1e-160}, "1e-160; it has to be above 0"),
    ({"stderr": 1e-20}, "1e-20; it .* above 1e-15 of the scores"),
    ({"unit": ["percent"]}, "unit .'percent'. is not one of"),
    ({"score": [[0.1, 0.2], [0.3]]}, "score has to be numbers, not "),
    ({"score": 1e-10 * SCORE, "chance": 0, "unit": "other"}, "use a larger unit"),
    ({"scale": [[1], [1, 2]]}, "scale has to be numbers"),
    ({"n": 1e90}, "it counts test items, 1 to 1e18"),
    ({"score": 1e300 * SCORE, "unit": "other"}, r"score is above 1e\+100"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_broken_input_is_named_with_its_cure(change, message):
    given = {"scale": SCALE, "score": SCORE, "chance": 0.25} | change
    with pytest.raises(EmergenceDataError, match=message) as caught:
        emergence_point(**given)
    assert len(str(caught.value)) < 250


FRAME = pd.DataFrame({"s": SCALE, "y": SCORE})
SHUFFLED = FRAME.y.sample(frac=1, random_state=1)


def test_columns_are_paired_by_position_so_their_indexes_have_to_agree():
    back = FRAME.iloc[::-1]
    fits = [emergence_point(f.s, f.y, chance=0.25, n=1000) for f in (FRAME, back)]
    assert repr(fits[0]) == repr(fits[1])
    with pytest.raises(EmergenceDataError, match=r"scale and score.*to_numpy"):
        emergence_point(FRAME.s, SHUFFLED, chance=0.25)
    with pytest.raises(EmergenceDataError, match="scale and baseline are Series"):
        crossover_point(FRAME.s, FRAME.y, SHUFFLED)


def test_a_masked_standard_error_is_a_missing_one():
    error = np.full(len(SCALE), 0.01)
    error[-1] = 0.3
    hidden = np.ma.array(error, mask=error > 0.1)
    missing = np.where(error > 0.1, np.nan, error)
    one, two, other = (
        emergence_point(SCALE, SCORE, chance=0.25, stderr=e).interval
        for e in (hidden, missing, error)
    )
    assert one == two != other
    pair = [crossover_point(SCALE, SCORE, 0 * SCORE + 0.25, stderr=e).interval
            for e in (hidden, missing, error)]  # fmt: skip
    assert pair[0] == pair[1] != pair[2]


def test_many_curves_are_checked_like_one():
    for score in ([[1, 0], [1]], np.empty((0, 8))):
        with pytest.raises(EmergenceDataError, match=r"position 0|no scores"):
            emergence_points(SCALE, score, chance=0)
    for jobs in (0, "2"):
        with pytest.raises(EmergenceDataError, match="give 1 or more processes"):
            emergence_points(SCALE, [SCORE], chance=0, jobs=jobs)
    with pytest.raises(EmergenceDataError, match="True or False"):
        crossover_point(SCALE, SCORE, SCORE, higher_is_better=1)
    with pytest.raises(EmergenceDataError, match="1 treatment"):
        crossover_point(SCALE, None, SCORE)


def test_messages_show_few_values_once():
    assert show(np.array([2.0, 2.0, 3.0])) == "2, 3"
    assert show(np.arange(9)) == "0, 1, 2, 3, 4, ..."
    with pytest.raises(EmergenceDataError, match=r"2 value.*position 1 \(nan\)"):
        numbers("n", [1, np.nan, np.inf])
