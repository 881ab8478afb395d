"""Each way to forecast, on curves whose continuation is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from emergestudy.forecasts.methods import METHODS, SHARES, calls

U = np.linspace(20, 22, 9)
AT = np.array([22.5, 23.0])
RISING = 0.25 + 0.1 * (U - 20)
FLAT = np.full(9, 0.25)


def scores(found):
    return found[0] if isinstance(found, tuple) else found


@pytest.mark.parametrize(("name", "expected"), {
    "last visible": [0.45, 0.45],
    "last + exponential gap": [0.45, 0.45],
    "mean of two": [0.4375, 0.4375],
    "line": [0.5, 0.55],
    "half the line": [0.475, 0.5],
    "line of three": [0.5, 0.55],
    "base rate": [0.25, 0.25],
    "constant": [0.0, 0.0],
}.items())  # fmt: skip
def test_simple_methods_continue_a_line_as_they_say(seen, name, expected):
    assert scores(METHODS[name](seen(U, RISING), AT)) == pytest.approx(expected)


def test_lines_use_the_models_they_name(seen):
    bent = np.where(U > 21.4, 0.25 + (U - 21.5), 0.25)  # the last three rise by 1
    assert METHODS["line of three"](seen(U, bent), AT)[0] == pytest.approx(1.25)
    assert METHODS["half the line"](seen(U, bent), AT)[0] == pytest.approx(1.0)
    assert METHODS["line"](seen(U, bent), AT)[0] < 1
    ties = seen([20, 21, 21, 22, 22], [0.1, 0.2, 0.4, 0.5, 0.3])
    expected = np.polyval(np.polyfit([0, 1, 1, 2, 2], ties.score, 1), 2.5)
    assert METHODS["line of three"](ties, AT)[0] == pytest.approx(expected)


def test_places_of_those_that_name_one(seen):
    here = seen(U, FLAT)
    assert METHODS["last visible"](here, AT)[1] == 22
    gap = METHODS["last + exponential gap"](here, AT)[1] - 22
    assert gap[9] == pytest.approx(0.2 * np.log(2))  # the median; mean a tenth of 2
    assert gap[18] == pytest.approx(0.2 * np.log(20))
    assert METHODS["constant"](here, AT)[1] == 0.0


TRUE = {
    "logistic": 0.25 + 0.75 * special.expit((np.append(U, AT) - 21.8) / 0.4),
    "hinge": 0.25 + 0.3 * np.maximum(np.append(U, AT) - 21, 0),
    "BNSL": 1 - 0.8 * 10 ** (-0.1 * np.maximum(np.append(U, AT) - 21, 0)),
    "compute law": 0.25 + 0.75 * np.exp(-(10 ** (-0.3 * (np.append(U, AT) - 20.5)))),
}


@pytest.mark.parametrize("name", TRUE)
def test_curves_of_its_own_kind_are_continued(seen, name):
    truth = TRUE[name]
    assert METHODS[name](seen(U, truth[:9]), AT) == pytest.approx(truth[9:], abs=0.03)
    assert not np.allclose(METHODS["last visible"](seen(U, truth[:9]), AT)[0],
                           truth[9:], atol=0.05)  # fmt: skip


@pytest.mark.parametrize("name", ["logistic", "hinge", "BNSL", "line"])
def test_flat_curves_stay_low_and_units_of_scale_do_not_matter(seen, name):
    assert (METHODS[name](seen(U, FLAT), AT) < 0.33).all()
    wide = METHODS[name](seen(10 * U, RISING), 10 * AT)
    assert wide == pytest.approx(METHODS[name](seen(U, RISING), AT), abs=2e-3)


def test_the_compute_law_needs_three_models_above_chance(seen):
    late = np.where(U > 21.6, 0.4, 0.25)
    assert METHODS["compute law"](seen(U, late), AT) is None


def test_two_steps_go_by_the_loss(seen):
    loss = 2 + 10 ** (-0.3 * (np.append(U, AT) - 20))
    true = 0.25 + 0.75 * special.expit((2.4 - loss) / 0.15)
    found = METHODS["two steps"](seen(U, true[:9], loss=loss[:9]), AT)
    assert found == pytest.approx(true[9:], abs=0.05)
    assert METHODS["two steps"](seen(U, true[:9]), AT) is None


def test_the_first_component_stands_for_ability(seen):
    rng = np.random.default_rng(0)
    u = np.linspace(20, 22, 30)
    noise = np.append(0.1 * rng.normal(size=30), [0, 0])
    ability = 0.3 * (np.append(u, AT) - 20) + noise
    others = ability[:30, None] * [1.0, 2.0, 0.5, 1.0] + 0.01 * rng.normal(size=(30, 4))
    others[::3, 3] = np.nan
    true = 0.25 + 0.75 * special.expit((ability - 0.5) / 0.1)
    found = METHODS["first component"](seen(u, true[:30], others=others), AT)
    assert found == pytest.approx(true[30:], abs=0.06)
    few = seen(u, true[:30], others=others[:, :2])
    short = seen(u[:9], true[:9], others=others[:9])
    for bad in (few, short, seen(u, true[:30])):
        assert METHODS["first component"](bad, AT) is None


def test_a_brier_line_reaches_that_of_guessing(seen):
    brier = 0.75 - 0.1 * (U - 22.5)
    found, place = METHODS["Brier line"](seen(U, FLAT, brier=brier, guess=0.75), AT)
    assert place == pytest.approx(22.5)
    assert found == pytest.approx([0.25, 0.25 + 0.75 * 0.05 / 0.75])
    low = seen(U, FLAT, brier=brier - 0.3, guess=0.75)
    assert METHODS["Brier line"](low, AT)[1] == 22.0  # not among what is visible
    up = seen(U, FLAT, brier=0.9 + 0.1 * (U - 20), guess=0.75)
    assert METHODS["Brier line"](up, AT)[1] is None
    assert METHODS["Brier line"](seen(U, FLAT), AT) is None


def test_the_estimator_extends_what_it_calls(seen):
    emergent = 0.25 + 0.3 * np.maximum(U - 21, 0)
    found = METHODS["estimator"](seen(U, emergent), AT)
    assert found == pytest.approx([0.7, 0.85], abs=0.03)
    assert METHODS["estimator"](seen(U, FLAT), AT) == pytest.approx(0.25)
    falls = seen(U, 0.25 - 0.1 * (U - 20))
    assert METHODS["estimator"](falls, AT) == pytest.approx(0.05)
    unknown = seen(U, emergent, n=np.full(9, np.nan))
    short = seen(U[:5], emergent[:5], chance=0.1)
    many = [falls, short, unknown, seen(U, emergent), falls]
    verdicts, points = zip(*calls(many), strict=True)
    alone = zip(*(calls([one])[0] for one in many), strict=True)
    assert verdicts == next(alone)
    assert points == pytest.approx(next(alone), nan_ok=True)
    assert [verdict for verdict, _ in calls(many)][3] == "emergent"


@pytest.mark.parametrize("x", ["loss", "compute"])
def test_the_law_finds_a_place_that_finetuned_models_tell(seen, x):
    u = np.linspace(-2.9, -2.1, 17) if x == "loss" else np.linspace(18, 26, 17)
    unit = 1.0 if x == "loss" else 10.0
    elbow, rise = (-2.0, 0.5) if x == "loss" else (27.0, 0.05)
    rng = np.random.default_rng(1)
    amounts = np.array([500.0, 2000, 8000, 32000])
    shift = elbow - 0.06 * unit * np.log(amounts / 5)
    clean = 0.25 + rise * np.maximum(u[:, None] - shift, 0)
    tuned = {
        "scale": np.repeat(u, 4),
        "examples": np.tile(amounts, 17),
        "score": (clean + 0.003 * rng.normal(size=clean.shape)).ravel(),
    }
    shots = 0.25 + 0.003 * rng.normal(size=17)
    at = elbow + unit * np.array([0.0, 0.3])
    sharp, place = METHODS["law of 0.1"](seen(u, shots, x=x, tuned=tuned), at)
    assert place[0] < elbow + 0.05 / rise < place[18]
    assert place[9] == pytest.approx(elbow + 0.05 / rise, abs=0.1 * unit)
    assert sharp[1, 9] == pytest.approx(0.4, abs=0.05)
    assert (np.diff(sharp, axis=1) >= 0).all()
    assert sharp.shape == (2, len(SHARES))
    soft, place = METHODS["law"](seen(u, shots, x=x, tuned=tuned), at)
    assert place[0] < elbow + 0.05 / rise < place[18]
    assert u[-1] < place[0] < place[9] - 0.02 * unit  # beyond all that is visible
    assert soft == pytest.approx([0.25, 0.4], abs=0.05)
    higher = replace(seen(u, shots, x=x, tuned=tuned), delta=0.1)
    later = METHODS["law"](higher, at)[1]
    assert later[9] > place[9] + 0.05 * unit

    nothing = {name: values[:0] for name, values in tuned.items()}
    few = {name: values[tuned["examples"] == 500] for name, values in tuned.items()}
    flat = tuned | {"score": np.minimum(tuned["score"], 0.3)}
    for tuned in (None, nothing, few):
        for name in ("law", "law of 0.1"):
            assert METHODS[name](seen(u, shots, x=x, tuned=tuned), at) is None
    # The rule of the law: finetuned scores have to be ten points above chance.
    assert METHODS["law"](seen(u, shots, x=x, tuned=flat), at) is None
    assert METHODS["law of 0.1"](seen(u, shots, x=x, tuned=flat), at) is not None


def test_the_mixture_is_the_mean_of_its_three(seen):
    here = seen(U, RISING)
    three = [scores(METHODS[n](here, AT))
             for n in ("last visible", "half the line", "logistic")]  # fmt: skip
    assert METHODS["mixture"](here, AT) == pytest.approx(np.mean(three, axis=0))
