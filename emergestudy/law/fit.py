"""Fit the emergence law: where will few-shot ability appear?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import one_number
from emergestudy.law.forms import Best, Law, Posterior, by_quadrature, form_of
from emergestudy.law.hinges import Hinges
from emergestudy.law.observations import one_of, read_observations
from emergestudy.law.result import EmergenceLaw
from emergestudy.law.soft import SoftLaw, fit_soft

# Noise models, and how often fit and weights of the rows are repeated for each.
PASSES = {"gaussian": 0, "binomial": 2, "student": 6}
DEGREES = 4.0  # of the Student noise
# The search: exponents, elbows each way, starts an exponent, mesh and number of the
# ever finer grids around a start.
ALPHAS, GRID, STARTS, LOCAL, ROUNDS = 31, 25, 3, 5, 14
SEEN = 0.2  # share of rows before their elbow below which no floor may have been seen


def fit_emergence_law(
    frame: pd.DataFrame,
    loss: str = "loss",
    score: str = "score",
    examples: str = "examples",
    few_shot: str | None = None,
    floor: float | None = None,
    form: str = "log_power",
    x: str = "loss",
    slope: str = "shared",
    noise: str = "gaussian",
    n: str | int | None = None,
    ceiling: float | None = None,
    d0: float = 5,
    level: float = 0.90,
    sampler: str = "quadrature",
    seed: int = 0,
    corner: str = "soft",
    delta: float = 0.05,
) -> SoftLaw | EmergenceLaw:
    """Forecast where few-shot ability emerges from checkpoints that lack it.

    Finetuning on D examples makes an ability show at weaker checkpoints. The law of
    Snell et al. 2024 says where; its place at almost no data is the forecast:

        E(D) = C + k (ln D)^alpha.

    With soft corners E(D) is the loss where the score crosses ``floor`` + ``delta``.
    With sharp ones, the paper's, it is the elbow: score = A max(E(D) - loss, 0) + B.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each checkpoint and amount of finetuning data; identical rows count
        once.
    loss, score, examples : str
        Columns: pretraining loss; score after finetuning, growing with ability; amount
        of finetuning data, at least 1, in any unit of counting.
    few_shot : str, optional
        Column of true and false; rows that are true were prompted, not finetuned (their
        ``examples`` are not read). With sharp corners they join the fit at d0, with a
        floor B + delta; with soft ones they have a place near that of the law.
    floor : float, optional
        Chance level in the unit of the scores (0.25, or 25 for percent). Soft corners
        need it. For sharp ones it enters as one more checkpoint that scores exactly
        that; None leaves B free.
    form : {"log_power", "power", "log1p"}
        E(D) = C + k (ln D)^alpha; C + k D^alpha; or C + k ln(1 + D / alpha), which is
        finite at no data and knows no d0. A key of `FORMS`, which can grow.
    x : {"loss", "compute"}
        Lower is better, or higher: then the column ``loss`` holds log10 of training
        FLOPs (or any measure up to 100 that grows), and E(D) = C - k g(D). In both
        cases k > 0 means that finetuning helps weaker models.
    n : int or str, optional
        Test items behind each score, or their column. None: unknown.
    ceiling : float, optional
        Leave out rows with higher scores: the law has no upper bound, scores have. Soft
        corners leave out what is over 60 % of the way from chance to 1 at any rate.
    d0, level : float
        Amount of data that stands for few-shot prompting, at least 1, and probability
        of the intervals of ``elbow``.
    corner : {"soft", "sharp"}
        How scores leave chance. The calibrated forecasts are those of "soft"; "sharp"
        is for comparison with the paper.
    delta : float
        Soft corners: height above chance that counts as emerged, as a share.
    slope : {"shared", "per_amount"}
        Sharp corners: one A, or one for each amount.
    noise : {"gaussian", "binomial", "student"}
        Sharp corners: normal with one unknown spread; normal with variance
        p (1 - p) / n (needs ``n``); Student with 4 degrees of freedom, for outliers.
    sampler : {"quadrature", "bootstrap"}
        Sharp corners: posterior on a grid (exact up to its mesh); or maximum
        likelihood on rows drawn again, with a ``seed``.

    Returns
    -------
    SoftLaw or EmergenceLaw
        By the corner. Both have ``prediction``, ``elbow(examples)``,
        ``cdf(x)`` and ``summary()``; `SoftLaw` also
        ``missing``, what a forecast still lacks, and ``forms``; `EmergenceLaw` also
        ``mle`` and ``diagnostics``.

    Raises
    ------
    EmergenceDataError
        Fewer than 3 amounts, values that are not finite or out of range, several scores
        for one checkpoint and amount; sharp corners: scores that do not rise, or a
        floor never seen. So does ``SoftLaw.prediction`` while a forecast lacks data.

    Notes
    -----
    Soft corners: the model stands in `emergestudy.law.soft`.

    Priors of sharp ones: elbow after most data uniform from a quarter of the range
    before the weakest checkpoint to the strongest one; elbow after least data from
    there to at most twice the range beyond; alpha log-normal with median 1 (form
    ``power``: 0.2), standard deviation of its logarithm 0.6, cut at 0.1 and 4 (0.01 and
    1); A uniform from 0; B flat; density 1/sigma. Binomial and Student noise enter as
    weights of the rows, taken at the best fit. Rows count as independent; those of one
    run are not quite.

    Source: Snell, Wallace, Klein, Levine 2024. Its body text was not at hand: the
    noise, the priors and the sharing of A and B are this study's.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from emergestudy import fit_emergence_law
    >>> rows = [(loss, d, 0.25 + 0.6 * max(1.6 + 0.1 * np.log(d) - loss, 0))
    ...         for loss in (2.7, 2.5, 2.3, 2.1, 1.9) for d in (100, 400, 1600)]
    >>> frame = pd.DataFrame(rows, columns=["loss", "examples", "score"])
    >>> sharp = fit_emergence_law(frame, floor=0.25, corner="sharp")
    >>> round(sharp.prediction.mle, 2)
    1.76
    >>> soft = fit_emergence_law(frame, floor=0.25)  # 1.76 - 0.05 / 0.6 is 1.68
    >>> soft.prediction.percentiles[5] < 1.68 < soft.prediction.percentiles[95]
    True
    """
    form = form_of(form)
    one_of("corner", corner, ("soft", "sharp"))
    one_of("slope", slope, ("shared", "per_amount"))
    one_of("sampler", sampler, ("quadrature", "bootstrap"))
    one_of("noise", noise, PASSES)
    d0, level = one_number("d0", d0), one_number("level", level)
    if d0 < 1:
        raise EmergenceDataError(f"d0 is {d0:g}; it has to be at least 1.")
    if not 0 < level < 1:
        raise EmergenceDataError(f"level is {level:g}; it has to be between 0 and 1.")
    if not isinstance(seed, int | np.integer) or seed < 0:
        raise EmergenceDataError(f"seed is {seed!r}; it has to be a whole number >= 0.")
    data = read_observations(frame, loss, score, examples, few_shot, n, ceiling, x)
    floor = None if floor is None else _check_floor(floor, data)
    if corner == "soft":
        if (slope, noise, sampler) != ("shared", "gaussian", "quadrature"):
            raise EmergenceDataError(
                "slope, noise and sampler are for sharp corners; leave them out, or "
                "say corner='sharp'."
            )
        return fit_soft(*_as_shares(Law(data, form, d0), floor, delta), level)
    _check_noise(noise, data)
    fitted = _fit_with_noise(Law(data, form, d0), floor, slope == "shared", noise)
    _check_rise(*fitted)
    if sampler == "bootstrap":
        posterior = _by_bootstrap(*fitted, seed)
    else:
        posterior = by_quadrature(*fitted[:2])
    return EmergenceLaw.collect(*fitted, posterior, level)


def _as_shares(law, floor, delta):
    """The law with scores as shares, chance, delta, and what scores were divided by."""
    data, delta = law.data, one_number("delta", delta)
    if floor is None:
        raise EmergenceDataError(
            "floor is missing: soft corners need the chance level, as 0.25 or, for "
            "percent, 25. corner='sharp' can leave it free."
        )
    unit = 100.0 if max(floor, data.y.max()) > 1 else 1.0
    if data.y.max() > 100:
        raise EmergenceDataError(
            f"scores go up to {data.y.max():.3g}; soft corners need shares or percent."
        )
    if not 0 < delta < 1 - floor / unit:
        raise EmergenceDataError(
            f"delta is {delta:g}; it has to be a share between 0 and 1 - chance."
        )
    return replace(law, data=replace(data, y=data.y / unit)), floor / unit, delta, unit


def _maximum_likelihood(law: Law, hinges: Hinges, near: Best | None = None) -> Best:
    """Minimize the sum of squares over both elbows for every alpha, then over alpha."""
    # A hinge is not smooth, so no gradients: starts from a grid over both elbows (or
    # from `near`, the result for almost the same rows), followed by ever finer grids.
    starts = _starts(law, hinges) if near is None else (*near.elbows, near.alphas)
    found = _follow(law, hinges, *starts)
    by_alpha = found[3].reshape(ALPHAS, -1)
    first = by_alpha.argmin(axis=1) + np.arange(ALPHAS) * by_alpha.shape[1]
    *elbows, alphas, profile = (part[first] for part in found)
    winner = [part[found[3].argmin()] for part in found]
    around = np.clip(winner[2] * np.linspace(0.9, 1.11, 15), *law.box[2])
    again = [np.full(len(around), value) for value in winner[:2]]
    fine = _follow(law, hinges, *again, around)
    i = int(np.argmin(fine[3]))
    if fine[3][i] < winner[3]:
        winner = [part[i] for part in fine]
    return Best(*map(float, winner), alphas, profile, np.stack(elbows))


def _starts(law, hinges):
    """Places of the lowest sums of squares on a grid, for every alpha."""
    alphas = np.geomspace(*law.box[2], ALPHAS)
    (low, high), (_, beyond), _ = law.box
    most = np.linspace(low, high, GRID)
    least = np.linspace(low, beyond, 2 * GRID)
    m, e = (part.ravel() for part in np.meshgrid(most, least, indexing="ij"))
    m, e = m[e >= m], e[e >= m]
    nodes = np.tile(m, ALPHAS), np.tile(e, ALPHAS), np.repeat(alphas, len(m))
    rss = _rss(law, hinges, *nodes).reshape(ALPHAS, len(m))
    first = np.argsort(rss, axis=1)[:, :STARTS]
    return m[first].ravel(), e[first].ravel(), np.repeat(alphas, STARTS)


def _follow(law, hinges, most, least, alpha):
    """Follow every start downhill by grids around it that shrink: places and sums."""
    (low, high), (_, beyond), _ = law.box
    step = (beyond - low) / (2 * GRID)
    offset = np.linspace(-1, 1, LOCAL)
    dm, de = (part.ravel() for part in np.meshgrid(offset, offset))
    a = np.repeat(alpha, len(dm))
    rows = np.arange(len(alpha))
    for _ in range(ROUNDS):
        m = np.clip(most[:, None] + step * dm, low, high)
        e = np.clip(np.maximum(least[:, None] + step * de, m), low, beyond)
        rss = _rss(law, hinges, m.ravel(), e.ravel(), a).reshape(m.shape)
        i = rss.argmin(axis=1)
        most, least, step = m[rows, i], e[rows, i], step * 0.6
    return most, least, alpha, rss[rows, i]


def _rss(law, hinges, *places):
    return hinges.heights(law.elbows(*places), rising=True).rss


def _check_floor(floor, data):
    """Return the chance level, or refuse one in another unit than the scores."""
    floor, low, high = one_number("floor", floor), data.y.min(), data.y.max()
    percent = 0 < floor < 1 < low or high <= 1 < floor
    if not percent and low - (high - low) <= floor <= high:
        return floor
    cure = "One is in percent, the other a share." if percent else "Check both."
    raise EmergenceDataError(
        f"floor is {floor:g}, but scores go from {low:.3g} to {high:.3g}. {cure}"
    )


def _check_noise(noise, data):
    if noise != "binomial":
        return
    if data.n is None:
        raise EmergenceDataError(
            "binomial noise needs n=, the number of test items behind each score: a "
            "number, or the name of a column."
        )
    if data.y.min() < 0 or data.y.max() > 1:
        raise EmergenceDataError(
            "binomial noise needs scores from 0 to 1; divide percent by 100."
        )


def _fit_with_noise(law, floor, shared, noise):
    """Maximize the likelihood, with rows weighed as the noise asks."""
    # Binomial noise is a normal one whose variance p (1 - p) / n comes from the fitted
    # p; Student noise one whose rows count less the further they are off.
    known = noise == "binomial"
    law = law.weighted(4 * law.data.n) if known else law
    for left in range(PASSES[noise], -1, -1):
        hinges = Hinges(law.data, floor, shared, known)
        best = _maximum_likelihood(law, hinges)
        if left:
            expected = _fitted(law, hinges, best)
            weigh = _binomial_weight if known else _student_weight
            law = law.weighted(weigh(law.data, expected))
    return law, hinges, best


def _fitted(law, hinges, best):
    """Fitted score of every row."""
    data, elbows = law.data, law.elbows(*best.place)
    heights = hinges.heights(elbows, rising=True)
    slopes = heights.slope[:, 0]
    each = np.append(slopes, np.full(len(elbows) - len(slopes), slopes[0]))
    floor = np.where(data.few_shot, heights.few_shot_floor[0], heights.floor[0])
    past = np.maximum(data.u - elbows[data.group, 0], 0)
    return floor + each[data.group] * past


def _binomial_weight(data, expected):
    # An expected share of 0 would have no variance; half an item is the least.
    p = np.clip(expected, 0.5 / data.n, 1 - 0.5 / data.n)
    return data.n / (p * (1 - p))


def _student_weight(data, expected):
    residual = data.y - expected
    variance = np.average(residual**2, weights=data.weight)
    if variance == 0:
        return np.ones(len(residual))
    return (DEGREES + 1) / (DEGREES + residual**2 / variance)


def _check_rise(law, hinges, best):
    """Refuse scores that never rise, and a floor that is never seen."""
    data, elbows = law.data, law.elbows(*best.place)
    way = "a falling loss" if data.x == "loss" else "growing compute"
    floor = "free" if hinges.floor is None else f"{hinges.floor:g}"
    read = (
        f"(Read: scores from {data.y.min():.3g} to {data.y.max():.3g}, floor {floor}, "
        f"better with {way}; x= turns the scale.)"
    )
    if float(hinges.log_marginal(elbows)[0]) < hinges.log_flat():
        raise EmergenceDataError(
            "no finetuned checkpoint rises above the floor, so there is no elbow to "
            f"follow. Finetune on more data, or add stronger checkpoints. {read}"
        )
    before = (data.u < elbows[data.group, 0]).mean()
    if before < SEEN and _lines_do_as_well(data, hinges.heights(elbows, True)):
        raise EmergenceDataError(
            "all checkpoints have emerged after every amount of finetuning: the floor "
            f"is never seen. Add weaker checkpoints or smaller amounts. {read}"
        )


def _lines_do_as_well(data, fit):
    """Whether parallel lines without a floor have the lower BIC."""
    w, group = data.weight, data.group
    u, y = (
        part - (np.bincount(group, w * part) / np.bincount(group, w))[group]
        for part in (data.u, data.y)
    )
    slope = (w * u * y).sum() / (w * u**2).sum()
    rss = (w * (y - slope * u) ** 2).sum()
    extra = len(data.amounts) + 1 - 5
    gain = len(y) * np.log(max(rss, 1e-9 * fit.rss[0]) / fit.rss[0])
    return bool(gain + extra * np.log(len(y)) < 0)


def _by_bootstrap(
    law: Law, hinges: Hinges, best: Best, seed: int, draws: int = 200
) -> Posterior:
    """Refit draws of the rows, as Table 3 of Snell et al. 2024 does for comparison."""
    # Checkpoints of one run are not independent: the spread is a lower bound.
    rng = np.random.default_rng(seed)
    places = []
    for _ in range(draws):
        times = np.maximum(_times(rng, law.data), 1e-9)
        drawn = law.weighted(law.data.weight * times)
        again = Hinges(drawn.data, hinges.floor, hinges.shared, hinges.known_noise)
        places.append(_maximum_likelihood(drawn, again, near=best).place)
    weight = np.full(draws, 1 / draws)
    return Posterior(law, *np.hstack(places), weight, "bootstrap")


def _times(rng, data):
    """How often each row is drawn; draws that leave out a whole amount are repeated."""
    rows = len(data.y)
    for _ in range(1000):
        times = np.bincount(rng.integers(0, rows, rows), minlength=rows)
        if len(np.unique(data.group[times > 0])) == data.group.max() + 1:
            return times
    raise EmergenceDataError(
        "too few rows for a bootstrap: nearly every draw leaves out a whole amount. "
        "Use sampler='quadrature'."
    )
