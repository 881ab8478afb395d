"""The soft law: known answers, recovered places, when it speaks, what it refuses."""

import numpy as np
import pandas as pd
import pytest

from emergestudy import fit_emergence_law
from emergestudy.errors import EmergenceDataError
from emergestudy.law.simulation import TRUTH, SimulatedStudy

# Percentiles 5, 50, 95; crossing at 100; upper end at 3,200; score prompted at 1.7.
KNOWN = """
{}                     1.548569 1.730245 1.835573 1.882101 2.106460 0.334102
{"form": "log1p"}      1.619521 1.771548 1.841595 1.886868 2.111218 0.382560
{"form": "power"}      1.629065 1.771157 1.841294 1.894580 2.116998 0.382036
{"n": 300}             1.544191 1.728848 1.835466 1.882099 2.111138 0.332500
{"few_shot": "few"}    1.550058 1.727203 1.828326 1.882101 2.106460 0.330586
{"delta": 0.1}         1.505994 1.698498 1.828437 1.838053 2.060057 0.348221
{"d0": 50}             1.666319 1.790101 1.843518 1.882101 2.106460 0.405155
"""


@pytest.fixture(scope="module")
def soft(frame):
    return fit_emergence_law(frame, floor=0.25)


@pytest.mark.parametrize("line", KNOWN.strip().splitlines())
def test_known_answers(frame, with_few_shot, line):
    options, numbers = line[: line.index("}") + 1], line[line.index("}") + 1 :]
    rows = with_few_shot if "few" in options else frame
    fit = fit_emergence_law(rows, floor=0.25, **eval(options))
    ends = [fit.prediction.percentiles[share] for share in (5, 50, 95)]
    found = [*ends, fit.elbow(100)["median"][0], fit.elbow(3200)["high"][0]]
    found.append(fit.curve(None, 1.7))
    assert found == pytest.approx([float(v) for v in numbers.split()], abs=2e-6)


def test_places_cross_chance_plus_delta_whatever_the_corner(soft):
    study = SimulatedStudy(noise=0.002, checkpoints=30)
    fit = fit_emergence_law(study.draw(0), floor=0.25, n=10_000)
    found = fit.elbow([100, 3200])["median"].tolist()
    true = study.elbow(np.array([100.0, 3200.0])) - 0.05
    assert found == pytest.approx(true, abs=0.015)
    places = {100: found[0], 3200: found[1], None: fit.prediction.median}
    for amount, place in places.items():
        assert fit.curve(amount, [place, 9.0]) == pytest.approx([0.3, 0.25], abs=1e-6)


def test_units_directions_and_order_do_not_matter(frame, soft):
    turned = frame.assign(loss=25 - frame["loss"], score=100 * frame["score"])
    turned = turned.sample(frac=1, random_state=0)
    up, ours = fit_emergence_law(turned, floor=25, x="compute"), soft.prediction
    assert up.prediction.quantiles([0.3]) == pytest.approx(25 - ours.quantiles([0.7]))
    assert up.cdf(25 - 1.7) == pytest.approx(soft.cdf(1.7))
    assert up.curve(100, 23.2) == pytest.approx(100 * soft.curve(100, 1.8))
    assert "cross 30 at" in up.summary()


def test_the_forecast_lies_beyond_what_was_seen_beside_two_that_read_no_score(soft):
    told = soft.prediction
    assert (told.cdf(1.85), told.cdf(0.9)) == (0, pytest.approx(1))
    assert told.cdf(told.percentiles[25]) == pytest.approx(0.75, abs=0.03)
    last, gap = told.trivial([0.1, 0.5]).values()
    assert last.tolist() == [1.85, 1.85]
    assert gap == pytest.approx(1.85 - 0.085 * np.log([10, 2]))


def test_both_forms_stand_side_by_side(frame, soft):
    other = fit_emergence_law(frame, floor=0.25, form="log1p", level=0.5)
    assert soft.forms["form"].tolist() == other.forms["form"].tolist()
    assert soft.forms["median"].tolist() == other.forms["median"].tolist()
    ends = other.prediction.percentiles
    assert other.forms.iloc[1, 2:].tolist() == pytest.approx([ends[25], ends[75]])
    said = soft.summary().splitlines()
    assert said[0].startswith("few-shot scores are forecast to cross 0.3 at 1.73 (90%")
    assert said[3] == "by the form log1p: 1.772 (1.62 to 1.842)"
    none = other.elbow(0).iloc[0, 1:].tolist()
    assert none == pytest.approx([1.816620, 1.752485, 1.848564], abs=2e-6)


def test_one_odd_score_is_no_catastrophe(frame, soft):
    odd = frame.copy()
    odd.loc[30, "score"] += 0.3
    moved = fit_emergence_law(odd, floor=0.25).prediction.median
    assert moved == pytest.approx(soft.prediction.median, abs=0.05)


def test_simulated_truths_lie_inside_nine_intervals_of_ten():
    inside = []
    for seed in range(20):
        rows = SimulatedStudy(alpha=0.6 + seed / 20, noise=0.01).draw([9, seed])
        inside.append(fit_emergence_law(rows, floor=0.25).prediction.cdf(TRUTH - 0.05))
    assert np.sum((np.array(inside) > 0.05) & (np.array(inside) < 0.95)) >= 16


def lacks(unit=1, **scores):
    """What is missing where some amounts (a10: 10) leave chance; a0 is prompting."""
    rows = []
    for amount in (0, 10, 100, 1000):
        at = scores.get(f"a{amount}", [0.25] * 6)
        losses = zip((2.4, 2.3, 2.2, 2.1, 2.0, 1.9), at, strict=True)
        rows += [(u, max(amount, 1), not amount, unit * y) for u, y in losses]
    frame = pd.DataFrame(rows, columns=["loss", "examples", "few", "score"])
    fit = fit_emergence_law(frame, few_shot="few", floor=0.25 * unit)
    if fit.missing:
        assert fit.summary() == f"no forecast yet: {fit.missing}"
        for ask in (lambda: fit.prediction, lambda: fit.cdf(1.8), lambda: fit.forms):
            with pytest.raises(EmergenceDataError, match="no forecast yet: "):
                ask()
    return fit.missing


def test_it_speaks_once_two_checkpoints_in_a_row_are_ten_points_above_chance():
    flat, high = [0.25] * 4, [0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
    assert lacks(a1000=[*flat, 0.32, 0.40]) is None
    assert lacks(a1000=[*flat[:3], 0.32, 0.40, 0.26]) is None
    assert lacks(a100=[*flat, 0.5, 0.6]).startswith("the mean of 2 successive")
    said = lacks(a1000=[*flat, 0.28, 0.40], unit=100)
    assert "after 1,000 examples is at most 34; it has to reach 35. Finetune" in said
    assert "at most 0.34" in lacks(a1000=[*flat[:3], 0.43, 0.25, 0.43])
    said = lacks(a10=high, a100=high, a1000=high)
    assert "weakest have emerged after 10 examples already. Add weaker" in said
    early = [0.25, 0.25, 0.35, *high[2::2], 0.65]
    said = lacks(a0=[*flat[:3], 0.4, 0.5, 0.6], a10=early, a100=early, a1000=early)
    assert "prompted checkpoints have emerged, at about 2.1" in said


@pytest.mark.parametrize(("options", "said"), [
    ({"floor": None}, "floor is missing: .*0.25 or, for percent, 25"),
    ({"floor": 250}, "scores go up to 562"),
    ({"delta": 0}, "delta is 0; .* between 0 and 1 - chance"),
    ({"delta": 0.8}, "delta is 0.8"), ({"n": 0.5}, "it counts test items"),
    ({"noise": "student"}, "slope, noise and sampler are for sharp corners"),
    ({"slope": "per_amount"}, "corner='sharp'"),
    ({"sampler": "bootstrap"}, "corner='sharp'"),
    ({"corner": "round"}, "corner is 'round'; .*soft, sharp"),
])  # fmt: skip
def test_what_it_cannot_use_is_refused_with_the_cure(frame, options, said):
    rows = frame.assign(score=frame["score"] * (1000 if options.get("floor") else 1))
    with pytest.raises(EmergenceDataError, match=said):
        fit_emergence_law(rows, **{"floor": 0.25} | options)
