"""The curves that the first paper speaks of, and what people say of them beside a call.

A person names the first model that is above chance. The curve then left chance between
the model before it and that model: the gap. The rules, fixed before any curve was
compared: *agrees*, an emergence point inside the gap, or a flat curve for "stays at
chance"; *overlaps*, a point outside the gap whose interval reaches into it; *cannot
tell*, the verdict is undetermined; *differs*, everything else.
"""

import numpy as np
import pandas as pd

from emergestudy import load
from emergestudy.curves import NO_SHARES, NONE, points
from emergestudy.display import called
from emergestudy.estimators import crossover_point

OUTCOMES = ("agrees", "overlaps", "cannot tell", "differs")
SHOTS = ("zero_shot", "one_shot", "few_shot")


def paper_curves(x: str = "train_flops", *, level: float = 0.90) -> pd.DataFrame:
    """Return the points of Fig. 2 of Wei et al. and of GPT-3's Table H.1.

    Parameters
    ----------
    x : str
        ``"train_flops"`` or ``"params"``.
    level : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        As `points`, of all curves whose chance level is known, with ``curve``
        (``"2A GPT-3"``, ``"H.1 wic few_shot"``), sorted by curve and scale. Curves
        have three models or more that are known by name: there is none in Fig. 2F.
    """
    fig2 = points("wei2022_scores", x=x, level=level)
    panel = fig2["locator"].str.extract(r"^Fig\. 2([A-H])$", expand=False)
    fig2 = fig2.assign(panel=panel, curve="2" + panel + " " + fig2["family"])
    fig2 = fig2[panel.notna() & fig2["model"].notna()]
    fig2 = fig2[fig2.groupby("curve")["model"].transform("size") >= 3]
    fig2 = fig2.sort_values(["panel", "family", "scale"])
    gpt3 = points("gpt3_scores", x=x, level=level)
    gpt3 = gpt3[(gpt3["metric"] == "accuracy") & gpt3["setting"].isin(SHOTS)]
    known = gpt3.groupby("task")["chance"].transform("count") > 0
    name = "H.1 " + gpt3["task"] + " " + gpt3["setting"]
    rank, shots = pd.factorize(gpt3["task"])[0], gpt3["setting"].map(SHOTS.index)
    gpt3 = gpt3.assign(curve=name, rank=rank, shots=shots)[known]
    gpt3 = gpt3.sort_values(["rank", "shots", "scale"]).drop(columns=["rank", "shots"])
    return pd.concat([fig2, gpt3], ignore_index=True)


def people_say() -> pd.DataFrame:
    """Collect what the paper says of single curves, in its text and in Table 1.

    A row a statement: ``where`` (section or row of Table 1), ``curve`` and
    ``first_model``, ``"none"`` where the paper says that the curve stays at chance.
    """
    said = load("wei2022_statements")
    text = pd.DataFrame({"where": said["locator"]}).assign(
        curve="2" + said["panel"] + " " + said["family"],
        first_model=said["first_model"].fillna(NONE),
    )
    table = load("wei2022_table1").dropna(subset="curves")
    table = table.assign(curve=table["curves"].str.split("; ")).explode("curve")
    table = table.assign(where="Table 1, row " + table["row"].astype("str"))
    table = table[~table["curve"].str.startswith("3")]
    return pd.concat([text, table[text.columns]], ignore_index=True)


def compare_with_people(curves: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Set each of the ``calls`` by ``curve`` beside each statement about that curve.

    Returns one row a statement: ``where``, ``curve``, ``people``, ``verdict``,
    ``point``, ``low``, ``high``, ``outcome`` (one of `OUTCOMES`) and ``why`` (empty if
    it agrees).
    """
    rows = []
    for said in people_say().merge(calls, on="curve").itertuples():
        curve = curves[curves["curve"] == said.curve].sort_values("scale")
        outcome = beside_people(curve, said.first_model, said)
        row = {"where": said.where, "curve": said.curve, "people": said.first_model}
        row |= {k: getattr(said, k) for k in ("verdict", "point", "low", "high")}
        row |= {"outcome": outcome}
        rows.append(row | {"why": "" if outcome == "agrees" else _why(curve, said)})
    return pd.DataFrame(rows)


def beside_people(curve: pd.DataFrame, first_model: str, call: object) -> str:
    """Set one call beside what a person says of the same curve.

    Parameters
    ----------
    curve : pandas.DataFrame
        ``model`` and ``scale``.
    first_model : str
        What the person says; ``"none"`` for "stays at chance".
    call : object
        Row of `call_curves`: ``verdict``, ``point``, ``low``, ``high``.

    Returns
    -------
    str
        One of `OUTCOMES`, by the rules of this module.
    """
    if call.verdict == "undetermined":
        return "cannot tell"
    if first_model == NONE:
        return "agrees" if call.verdict == "flat" else "differs"
    if call.verdict != "emergent":
        return "differs"
    before, first = gap(curve, first_model)
    if before <= call.point <= first:
        return "agrees"
    return "overlaps" if call.low <= first and call.high >= before else "differs"


def gap(curve: pd.DataFrame, first_model: str) -> tuple[float, float]:
    """Return the scale of the model before the named one (0 if none), and its own."""
    first = curve.loc[curve["model"] == first_model, "scale"].item()
    smaller = curve.loc[curve["scale"] < first, "scale"]
    return (float(smaller.max()) if len(smaller) else 0.0), float(first)


def _likeliest(kind: str, share: float) -> str:
    return f"the likeliest kind, {called(kind)}, has probability {share:.2f}"


def _why(curve: pd.DataFrame, call: object) -> str:
    """Say in one sentence, from the numbers alone, what the estimator saw."""
    if call.verdict == "undetermined":
        return f"{len(curve)} points; {_likeliest(call.likeliest, call.probability)}"
    if call.verdict == "above":
        return f"the smallest model is already {_height(curve.iloc[0])}"
    if call.verdict != "emergent":
        return f"{called(call.verdict)}: the largest model is {_height(curve.iloc[-1])}"
    if call.first_model == NONE:
        return f"leaves chance: the largest model is {_height(curve.iloc[-1])}"
    before, _ = gap(curve, call.first_model)
    if call.point > before:
        named = curve[curve["model"] == call.first_model].iloc[0]
        return (
            f"{call.first_model} is {_height(named)}, but the curve comes to stay "
            "delta above chance after it"
        )
    last = curve[curve["scale"] <= before].iloc[-1]
    return f"{last['model']}, the model before, is {_height(last)}"


def _height(point: pd.Series) -> str:
    """Say how far a point is from chance, also in its own standard errors."""
    above = point["score"] - point["chance"]
    side = "above" if above >= 0 else "below"
    share = max(point["chance"], point["score"]) / 100
    error = 100 * np.sqrt(share * (1 - share) / point["n_eval"])
    errors = f" ({abs(above) / error:.0f} standard errors)" if error > 0 else ""
    return f"{abs(above):.1f} points {side} chance{errors}"


def technique_pairs(x: str = "train_flops") -> pd.DataFrame:
    """Return the points of Fig. 3 of Wei et al., both arms of a panel side by side.

    Parameters
    ----------
    x : str
        ``"train_flops"`` or ``"params"``.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``panel`` (``"3A"``) and ``scale``: ``model``, ``technique`` and
        ``baseline`` (percent), ``n_eval`` (NaN where unknown), and of the panel
        ``title``, ``family``, ``metric``, ``first_model``, ``higher_is_better``.
    """
    scores = points("wei2022_scores", x=x)
    scores["panel"] = scores["locator"].str.extract(r"^Fig\. (3[A-D])$", expand=False)
    about = load("wei2022_techniques")
    columns = ["panel", "title", "metric", "first_model", "higher_is_better"]
    arms = {}
    for arm in ("technique", "baseline"):
        named = about.rename(columns={arm: "setting"})[["panel", "setting"]]
        arms[arm] = scores.merge(named, on=["panel", "setting"])
    keys = ["panel", "family", "model", "scale", "n_eval"]
    both = arms["technique"][[*keys, "score"]].merge(
        arms["baseline"][["panel", "model", "score"]], on=["panel", "model"]
    )
    both = both.rename(columns={"score_x": "technique", "score_y": "baseline"})
    both = both.merge(about[columns], on="panel")
    return both.sort_values(["panel", "scale"], ignore_index=True)


def call_techniques(
    pairs: pd.DataFrame, *, level: float = 0.90, log_error: bool = True
) -> pd.DataFrame:
    """Set the crossover of each panel of Fig. 3 beside what the paper says of it.

    Parameters
    ----------
    pairs : pandas.DataFrame
        From `technique_pairs`.
    level : float
        Level of the intervals.
    log_error : bool
        Whether calibration errors are compared by their logarithms, the axis on which
        the paper draws them, or in points.

    Returns
    -------
    pandas.DataFrame
        One row a panel: ``panel``, ``technique``, ``people`` (first model that the
        technique helps), ``verdict``, ``point``, ``low``, ``high``, ``outcome`` and
        ``why`` (empty if it agrees).
    """
    rows = []
    for panel, pair in pairs.groupby("panel"):
        about = pair.iloc[0]
        logs = log_error and about["metric"] == "expected_calibration_error"
        arms = pair[["technique", "baseline"]]
        arms = np.log(arms) if logs else arms
        fit = crossover_point(
            pair["scale"],
            arms["technique"],
            arms["baseline"],
            n=pair["n_eval"] if pair["n_eval"].notna().all() else None,
            unit="other" if about["metric"] in NO_SHARES else "percent",
            higher_is_better=bool(about["higher_is_better"]),
            level=level,
        )
        low, high = fit.interval or (np.nan, np.nan)
        row = {"panel": panel, "technique": about["title"]}
        row |= {"people": about["first_model"], "verdict": fit.verdict}
        row |= {"point": np.nan if fit.point is None else fit.point}
        row |= {"low": low, "high": high}
        crosses = fit.verdict in ("helps_from", "hurts_then_helps")
        call = pd.Series(row | {"verdict": "emergent" if crosses else fit.verdict})
        row["outcome"] = beside_people(pair, about["first_model"], call)
        row["why"] = "" if row["outcome"] == "agrees" else _gains(pair, fit, logs)
        rows.append(row)
    return pd.DataFrame(rows)


def _gains(pair: pd.DataFrame, fit: object, logs: bool) -> str:
    """Say what the gains are, and how they relate to what the paper says."""
    about = pair.iloc[0]
    gain = pair["technique"] - pair["baseline"]
    gain = gain if about["higher_is_better"] else -gain
    shown = f"gains by size are {', '.join(f'{g:+.1f}' for g in gain)} points"
    if logs:
        fall = pair["baseline"] / pair["technique"]
        shown = f"errors fall by factors of {', '.join(f'{f:.2f}' for f in fall)}"
    if fit.verdict == "undetermined":
        likeliest = max(fit.gain.probability, key=fit.gain.probability.get)
        return f"{shown}; {_likeliest(likeliest, fit.gain.probability[likeliest])}"
    before, first = gap(pair, about["first_model"])
    return f"{shown}; the gap is {before:.2g} to {first:.2g}"
