"""Fit the emergence law: where will few-shot ability appear?"""

import pandas as pd

from emergestudy.errors import EmergenceDataError
from emergestudy.estimators.inputs import numbers
from emergestudy.law.bootstrap import by_bootstrap
from emergestudy.law.forms import shape_of
from emergestudy.law.hinge import Hinges
from emergestudy.law.mcmc import by_mcmc
from emergestudy.law.mle import Best
from emergestudy.law.noise import check_noise, fit_with_noise
from emergestudy.law.observations import read_observations
from emergestudy.law.places import Law
from emergestudy.law.posterior import Posterior
from emergestudy.law.quadrature import by_quadrature
from emergestudy.law.refuse import check_floor, check_shape
from emergestudy.law.result import EmergenceLaw, collect

SLOPES = ("shared", "per_amount")
SAMPLERS = ("quadrature", "mcmc", "bootstrap")


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
) -> EmergenceLaw:
    """Forecast where few-shot ability emerges from checkpoints that lack it.

    Finetuning on D examples makes an ability show at weaker checkpoints. The law of
    Snell et al. 2024 describes where,

        score = A max(E(D) - loss, 0) + B,    E(D) = C + k (ln D)^alpha,

    and its elbow at almost no data, E(d0), is the forecast.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each checkpoint and amount of finetuning data; identical rows count
        once.
    loss, score, examples : str
        Columns: pretraining loss of the checkpoint; score after finetuning, growing
        with ability; amount of finetuning data, at least 1, in any unit of counting.
    few_shot : str, optional
        Column of true and false; rows that are true were prompted, not finetuned (their
        ``examples`` are not read). They join the fit at d0, with a floor of their own,
        B + delta.
    floor : float, optional
        Chance level in the unit of the scores (0.25, or 25 for percent). It enters as
        one more checkpoint that scores exactly that; None leaves B free.
    form : {"log_power", "power"}
        E(D) = C + k (ln D)^alpha, or C + k D^alpha.
    x : {"loss", "compute"}
        Lower is better, or higher is better: then the column ``loss`` holds log10 of
        training FLOPs (or any measure up to 100 that grows), and E(D) = C - k g(D).
        In both cases k > 0 means that finetuning helps weaker models.
    slope : {"shared", "per_amount"}
        One A, or one for each amount.
    noise : {"gaussian", "binomial", "student"}
        Normal with one unknown spread; normal with variance p (1 - p) / n (needs
        ``n``); Student with 4 degrees of freedom, for outliers.
    n : int or str, optional
        Test items behind each score, or the column that holds them; read with
        binomial noise only.
    ceiling : float, optional
        Leave out rows with higher scores: the law has no upper bound, scores have.
    d0 : float
        Amount of data that stands for few-shot prompting, at least 1.
    level : float
        Probability of the intervals of `EmergenceLaw.elbow`.
    sampler : {"quadrature", "mcmc", "bootstrap"}
        Posterior on a grid (exact up to its mesh, no randomness); the same posterior by
        emcee (extra ``mcmc``); or maximum likelihood on rows drawn again.
    seed : int
        Of the two random samplers.

    Returns
    -------
    EmergenceLaw
        ``mle`` (k, alpha, C, A, B, delta, sigma, log_likelihood), ``prediction`` (mle,
        median, percentiles), ``elbow(examples)``, ``cdf(x)``, ``diagnostics``.

    Raises
    ------
    EmergenceDataError
        Fewer than 3 amounts, amounts below 1, values that are not finite, several
        scores for one checkpoint and amount, scores that do not rise, a floor that is
        never seen, or an unknown option.

    Notes
    -----
    Priors: elbow after most and after least data uniform within the range of the
    checkpoints, widened (`emergestudy.law.places`); alpha log-normal with median 1
    (form ``power``: 0.2), standard deviation of its logarithm 0.6, cut at 0.1 and 4
    (0.01 and 1); A uniform from 0; B flat; density 1/sigma. Binomial and Student noise
    enter as weights of the rows, taken at the best fit, for all samplers. Rows count as
    independent; checkpoints of one run are not quite.

    Source: Snell, Wallace, Klein, Levine 2024. Its body text was not at hand: the
    noise, the priors and the sharing of A and B are this study's.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from emergestudy import fit_emergence_law
    >>> rows = [(loss, d, 0.25 + 0.6 * max(1.6 + 0.1 * np.log(d) - loss, 0))
    ...         for loss in (2.7, 2.5, 2.3, 2.1, 1.9) for d in (100, 400, 1600)]
    >>> frame = pd.DataFrame(rows, columns=["loss", "examples", "score"])
    >>> fit = fit_emergence_law(frame, floor=0.25)
    >>> round(fit.prediction.mle, 2)
    1.76
    """
    d0, level = _options(d0, level, slope, sampler, form)
    data = read_observations(
        frame, loss=loss, score=score, examples=examples, few_shot=few_shot, n=n,
        ceiling=ceiling, x=x,
    )  # fmt: skip
    check_noise(noise, data)
    floor = None if floor is None else check_floor(floor, data)
    fitted = fit_with_noise(data, form, d0, floor, slope == "shared", noise)
    check_shape(*fitted)
    posterior = _posterior(*fitted, sampler, seed)
    return collect(*fitted, posterior, level)


def _options(
    d0: float, level: float, slope: str, sampler: str, form: str
) -> tuple[float, float]:
    shape_of(form)
    for name, value, known in (
        ("slope", slope, SLOPES),
        ("sampler", sampler, SAMPLERS),
    ):
        if value not in known:
            raise EmergenceDataError(
                f"{name} is {value!r}; it has to be one of {', '.join(known)}."
            )
    d0, level = float(numbers("d0", d0)), float(numbers("level", level))
    if d0 < 1:
        raise EmergenceDataError(f"d0 is {d0:g}; it has to be at least 1.")
    if not 0 < level < 1:
        raise EmergenceDataError(f"level is {level:g}; it has to be between 0 and 1.")
    return d0, level


def _posterior(
    law: Law, hinges: Hinges, best: Best, sampler: str, seed: int
) -> Posterior:
    if sampler == "mcmc":
        return by_mcmc(law, hinges, best, seed)
    if sampler == "bootstrap":
        return by_bootstrap(law, hinges, best, seed)
    return by_quadrature(law, hinges)
