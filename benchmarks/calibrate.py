"""Is the estimator right, and are the rules that people use? On simulated curves.

python benchmarks/calibrate.py --quick               # a look, under a minute
python benchmarks/calibrate.py                       # all cells, 25 minutes on one core
python benchmarks/calibrate.py --rivals --write      # also the rivals; into data/

A cell is one shape, number of points, n and kind of noise; its curves are spread
evenly over chance levels (0, .25, .5) and two spacings. The truth is read off the mean
of each curve (benchmarks/simulated/shapes.py). A point is *covered* if its interval
holds the crossing of a curve that is emergent and is called so. The rivals see the
first curves of each setting, the slow ones a part of these; on the same curves stands
the estimator itself, and that of version 0.1, which is run from this repository's
history. --write replaces data/emergence_calibration.csv.gz and what --rivals asked of
data/emergence_rivals.csv.gz, without it the estimator's rows there alone; `emergestudy
data --seal` seals them.

The seed of the tables, 20261129, was fixed before it was used once. The estimator
and this file were developed with the seeds 1 to 9.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # one thread each; set before numpy is imported

import argparse  # noqa: E402
import multiprocessing  # noqa: E402
import resource  # noqa: E402
import time  # noqa: E402
import zlib  # noqa: E402
from concurrent.futures import ProcessPoolExecutor  # noqa: E402
from importlib.util import find_spec  # noqa: E402
from itertools import product  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from simulated import rivals  # noqa: E402
from simulated.shapes import (  # noqa: E402
    DECADES,
    DELTA,
    NOISES,
    SHAPES,
    SPACINGS,
    exists,
    simulate,
)
from tqdm import tqdm  # noqa: E402

from emergestudy.estimators import emergence_points  # noqa: E402

SEED = 20261129
POINTS, ITEMS, CHANCES = (3, 4, 5, 8, 13), (100, 1000, 14_000, None), (0.0, 0.25, 0.5)
VERDICTS = ["emergent", "above", "flat", "inverse", "u_shaped", "irregular"]
VERDICTS.append("undetermined")
CELL = ["shape", "points", "n", "noise"]
FIRST = 1
"""Curves of each setting, shape and spacing that the rivals see."""
ENOUGH = 30
"""Called curves from which on the coverage of a cell is looked at."""
DATA = Path(__file__).resolve().parents[1] / "data"


def settings(points: tuple[int, ...] = POINTS) -> list[tuple]:
    """Every (points, n, noise, chance): what the estimator is asked in one call."""
    return list(product(points, ITEMS, NOISES, CHANCES))


def drawn(setting: tuple, curves: int, seed: int) -> tuple[pd.DataFrame, tuple]:
    """Simulate one setting: what is known of its curves, and what is told of them.

    Parameters
    ----------
    setting : tuple
        One of `settings`.
    curves : int
        Curves a cell, over all chance levels and spacings.
    seed : int
        With the setting it settles every draw.

    Returns
    -------
    (pandas.DataFrame, (x, y, n, chance))
        One row a curve: the setting, ``shape``, ``spacing``, ``number`` (in its
        shape and spacing), ``truth``, ``crossing`` (decades); and its places
        (decades), scores and items, (curves, points), items None if unknown.
    """
    points, n, noise, chance = setting
    rows, parts = [], []
    for shape, spacing in product(SHAPES, SPACINGS):
        if not exists(shape, chance):
            continue
        levels = sum(exists(shape, level) for level in CHANCES)
        count = max(FIRST, curves // (levels * len(SPACINGS)))
        key = zlib.crc32(repr((*setting, shape, spacing)).encode())
        # The first, which the rivals see, do not depend on how many come after them.
        sizes = [FIRST, count - FIRST] if count > FIRST else [FIRST]
        for block, size in enumerate(sizes):
            rng = np.random.default_rng([seed, key, block])
            found = simulate(shape, points, n, noise, chance, spacing, size, rng)
            about = {"shape": shape, "spacing": spacing}
            about["number"] = np.arange(size) + block * FIRST
            truth = {"truth": found.truth, "crossing": found.crossing * DECADES}
            rows.append(pd.DataFrame(about | truth))
            parts.append((found.place * DECADES, found.score, found.n))
    about = pd.concat(rows, ignore_index=True)
    # Unknown is 0 in the frames: a missing value would be lost in groups.
    about = about.assign(points=points, n=n or 0, noise=noise, chance=chance)
    x, y, items = (np.concatenate(part) for part in zip(*parts, strict=True))
    return about, (x, y, items if n else None, chance)


def asked(task: tuple) -> pd.DataFrame:
    """Ask the estimator, and the rivals if wanted, about one setting.

    One row a curve and method: as `drawn`, and ``method``, ``verdict`` (of a rival
    ``emergent`` or ``other``), ``low``, ``point``, ``high`` in decades, and ``ms``,
    processor time a curve.
    """
    setting, curves, seed, rules = task
    about, (x, y, n, chance) = drawn(setting, curves, seed)
    start = time.process_time()
    fits = emergence_points(10.0**x, y, chance=chance, n=n, delta=DELTA)
    ms = 1000 * (time.process_time() - start) / len(x)
    ends = np.log10(np.array([fits.low, fits.point, fits.high], dtype=float))
    found = [answered(about, "emergestudy", ends.T, fits.verdict).assign(ms=ms)]
    few = about["number"] < FIRST
    for rule in rules:
        if n is None and rule in rivals.NEED_N:
            continue
        rows = np.flatnonzero(few & narrow(about) if rule in rivals.SLOW else few)
        told = [(x[k], y[k], n if n is None else n[k], chance) for k in rows]
        start = time.process_time()
        ends = rivals.answers(rule, told)
        ms = 1000 * (time.process_time() - start) / max(1, len(rows))
        found.append(answered(about.iloc[rows], rule.__name__, ends).assign(ms=ms))
    return pd.concat(found, ignore_index=True)


def answered(about: pd.DataFrame, method: str, ends: np.ndarray, verdict=None):
    """Set the answers of a method, (curves, 3), beside what is known of the curves."""
    if verdict is None:
        verdict = np.where(np.isnan(ends[:, 1]), "other", "emergent")
    low, point, high = ends.T
    ends = {"low": low, "point": point, "high": high}
    return about.assign(method=method, verdict=verdict, **ends)


def old(points: tuple[int, ...], curves: int, seed: int) -> pd.DataFrame:
    """Ask version 0.1 about the curves that the rivals see."""
    abouts, batches = [], []
    for setting in settings(points):
        about, (x, y, n, chance) = drawn(setting, curves, seed)
        few = np.flatnonzero(about["number"] < FIRST)
        abouts.append(about.iloc[few])
        batches.append((x[few], y[few], n if n is None else n[few], chance))
    found = rivals.version_01(batches)
    if found is None:
        print(f"left out: version 0.1, for commit {rivals.OLD} is not in the history")
        return pd.DataFrame()
    found = zip(abouts, found, strict=True)
    return pd.concat([answered(a, "version 0.1", ends) for a, ends in found])


def calibrate(
    curves: int,
    seed: int = SEED,
    jobs: int = 2,
    points: tuple[int, ...] = POINTS,
    rules: tuple = (),
) -> pd.DataFrame:
    """Simulate every setting and ask; one row a curve and method, as `asked`."""
    tasks = [(setting, curves, seed, rules) for setting in settings(points)]
    tasks.sort(key=lambda task: -task[0][0])  # the long ones first
    with ProcessPoolExecutor(jobs) as pool:
        found = list(tqdm(pool.map(asked, tasks), total=len(tasks), disable=None))
    found += [old(points, curves, seed)] if rules else []
    return judged(pd.concat(found, ignore_index=True))


def judged(found: pd.DataFrame) -> pd.DataFrame:
    """Add ``called``, and of right calls ``covered``, ``error`` and ``width``."""
    called = found["verdict"] == "emergent"
    right = called & (found["truth"] == "emergent")
    held = found["crossing"].between(found["low"], found["high"])
    error = (found["point"] - found["crossing"]).abs()
    width = found["high"] - found["low"]
    width = width.where(np.isfinite(width))  # an end that was not given
    about = {"covered": held.astype(float), "error": error, "width": width}
    about = {name: values.where(right) for name, values in about.items()}
    return found.assign(called=called, **about)


def table(found: pd.DataFrame, keys: list[str], verdicts: list[str]) -> pd.DataFrame:
    """Count: a row for each of ``keys``, with counts of verdicts and medians."""
    groups = found.groupby(keys)
    rows = groups.agg(curves=("called", "size"))
    counts = pd.crosstab([found[key] for key in keys], found["verdict"])
    rows = rows.join(counts.reindex(columns=verdicts, fill_value=0))
    rows["covered"] = groups["covered"].sum().astype(int)
    rows["median_error"] = groups["error"].median().round(4)
    rows["median_width"] = groups["width"].median().round(4)
    rows = rows.reset_index()
    if "n" in rows:
        rows["n"] = rows["n"].replace(0, pd.NA)
    return rows


def rates(found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Coverage, recall, error and width of truly emergent curves, by some columns."""
    emergent = found[found["truth"] == "emergent"]
    columns = ["covered", "called", "error", "width"]
    how = dict(zip(columns, ["mean", "mean", "median", "median"], strict=True))
    return (
        emergent.groupby(by)
        .agg(how)
        .rename(columns={"covered": "coverage", "called": "recall"})
    )


def false_emergence(found: pd.DataFrame, by: str) -> pd.DataFrame:
    """Share called emergent of curves that are not: ``by`` x number of points."""
    others = found[found["truth"] != "emergent"]
    return others.pivot_table(index=by, columns="points", values="called")


def cells(found: pd.DataFrame) -> pd.DataFrame:
    """Coverage of each cell with enough called curves, lowest first."""
    called = found.dropna(subset="covered").groupby(CELL)["covered"]
    seen = called.agg(["mean", "size"]).query("size >= @ENOUGH")
    return seen.sort_values("mean").reset_index()


def wanted(found: pd.DataFrame) -> pd.DataFrame:
    """What is wanted of the estimator, what came out, and whether that is within."""
    by_cell, best = cells(found), found.query("points == 8 and n >= 1000")
    rows = [("coverage among called", 0.87, 0.97, found["covered"].mean())]
    share = (by_cell["mean"] >= 0.8).mean() if len(by_cell) else np.nan
    rows.append((f"cells of {ENOUGH} called with coverage >= .80", 0.95, 1, share))
    truths = false_emergence(found, "truth").max(axis=1)
    for truth, most in {"flat": 0.02, "above": 0.02, "inverse": 0.02}.items():
        rows.append((f"called emergent: {truth}", 0, most, truths[truth]))
    rows.append(("called emergent: u_shaped", 0, 0.06, truths["u_shaped"]))
    shapes = false_emergence(found, "shape").max(axis=1)
    limits = {"above_back_above": 0.06, "rise_and_fall": 0.06, "fall_to_chance": 0.06}
    for shape, most in (limits | {"u_from_above": 0.08}).items():
        rows.append((f"called emergent: {shape}", 0, most, shapes[shape]))
    at_best = rates(best, ["points"]).iloc[0]
    rows.append(("recall, 8 points, n >= 1,000", 0.88, 1, at_best["recall"]))
    rows.append(("median width there, decades", 0, 0.6, at_best["width"]))
    named = pd.DataFrame(rows, columns=["what", "least", "most", "found"])
    named = named.dropna()
    return named.assign(within=named["found"].between(named["least"], named["most"]))


def speed(jobs: int, curves: int = 10_000) -> dict[str, float]:
    """Seconds and peak MB of ``curves`` curves of 8 points, in a process of its own."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as pool:
        return pool.submit(_speed, jobs, curves).result()


def _speed(jobs, curves):
    rng = np.random.default_rng(0)
    each = -(-curves // len(SHAPES))
    how = (8, 1000, "jitter", 0.25, "family", each, rng)
    parts = [simulate(shape, *how) for shape in SHAPES]
    x = np.concatenate([p.place for p in parts])[:curves] * DECADES
    y = np.concatenate([p.score for p in parts])[:curves]
    start = time.perf_counter()
    emergence_points(10.0**x, y, chance=0.25, n=1000, delta=DELTA, jobs=jobs)
    seconds = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    found = {"curves": curves, "processes": jobs, "s": seconds}
    return found | {"process_mb": own, "worker_mb": workers}


def samples(found: pd.DataFrame) -> pd.DataFrame:
    """Curves on which methods are compared, marked by the column ``sample``.

    ``wide`` has all but the slow rivals; ``narrow``, a part of its curves once more,
    has these and the estimator.
    """
    few = found[found["number"] < FIRST].assign(sample="wide")
    slow = few["method"].isin([rule.__name__ for rule in rivals.SLOW])
    again = few[narrow(few) & (slow | few["method"].eq("emergestudy"))]
    return pd.concat([few[~slow], again.assign(sample="narrow")], ignore_index=True)


def narrow(found: pd.DataFrame) -> pd.Series:
    """Whether a curve is of the part that slow methods see."""
    where = found["spacing"].eq("family") & found["chance"].eq(0.25)
    return where & found["noise"].eq("jitter")


def compared(sampled: pd.DataFrame) -> pd.DataFrame:
    """All methods on the same curves: recall, coverage, and calls by true class."""
    by = ["sample", "method"]
    others = sampled[sampled["truth"] != "emergent"]
    calls = others.pivot_table(index=by, columns="truth", values="called")
    about = sampled.groupby(by).agg(curves=("called", "size"), ms=("ms", "mean"))
    return rates(sampled, by).join(calls.add_prefix("called_")).join(about)


def wins(sampled: pd.DataFrame) -> pd.DataFrame:
    """Where a rival does better than the estimator on the curves that both answered."""
    keys, rows = [*CELL, "chance", "spacing", "number"], []
    mine = sampled[sampled["method"] == "emergestudy"]
    rest = sampled[sampled["method"] != "emergestudy"]
    for (sample, method), of in rest.groupby(["sample", "method"], sort=False):
        ours = scores(mine[mine["sample"] == sample].merge(of[keys], on=keys))
        theirs = scores(of).reindex(ours.index)
        better = theirs < ours
        better["all", "recall"] = theirs["all", "recall"] > ours["all", "recall"]
        off = (theirs - 0.9).abs() < (ours - 0.9).abs()
        better["all", "coverage"] = off["all", "coverage"]
        both = pd.DataFrame({"rival_has": theirs, "ours": ours})[better]
        rows.append(both.assign(rival=method))
    return pd.concat(rows).set_index("rival", append=True).swaplevel(0, 2)


def scores(found: pd.DataFrame) -> pd.Series:
    """What methods are compared by, indexed by (what, of).

    Not by width: an interval that misses is no better for being short.
    """
    others = found[found["truth"] != "emergent"]
    parts = {"all": rates(found.assign(of="all"), ["of"]).iloc[0].drop("width")}
    parts["called emergent"] = others.groupby("truth")["called"].mean()
    parts["error by shape"] = rates(found, ["shape"])["error"]
    return pd.concat(parts)


def printed(title: str, shown: pd.DataFrame) -> None:
    """Print a table under its title, unknown n by its name."""
    if "n" in shown.index.names:
        shown = shown.rename(index={0: "unknown"}, level="n")
    print(f"\n{title}\n{shown.to_string(float_format='%.3f')}", flush=True)


def report(found: pd.DataFrame) -> None:
    """Print what came out for the estimator, overall and by cell."""
    printed("Wanted and found", wanted(found).set_index("what"))
    for by in ("shape", "points", "n", "noise", "chance", "spacing"):
        printed(f"Truly emergent curves by {by}", rates(found, [by]))
    printed("By points and n", rates(found, ["points", "n"]))
    by_noise = rates(found, ["shape", "noise"])["coverage"].unstack()
    printed("Coverage by shape and noise", by_noise)
    printed("Lowest cells", cells(found).head(20).set_index(CELL))
    for by in ("truth", "shape"):
        printed(f"Called emergent, by {by}", false_emergence(found, by))
    for by in ("truth", "shape"):
        verdicts = pd.crosstab(found[by], found["verdict"], normalize="index")
        printed(f"Verdicts by {by}", verdicts)


def kept(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the rivals as they are stored, beside new ones of the estimator."""
    stored = pd.read_csv(DATA / "emergence_rivals.csv.gz")[list(rows)]
    rest = stored[~stored["method"].isin(rows["method"])]
    return pd.concat([rows, rest]).sort_values(list(rows)[:5])


def write(rows: pd.DataFrame, name: str, told: str) -> None:
    """Write one table into data/, and with what options it was made."""
    how = {"source": "this_study", "locator": f"benchmarks/calibrate.py {told}"}
    how |= {"origin": "simulated", "via": "study-emergence"}
    packed = {"method": "gzip", "mtime": 0}  # the same bytes whenever it is written
    rows.assign(**how).to_csv(DATA / f"{name}.csv.gz", index=False, compression=packed)


def main() -> None:
    """Simulate, ask, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--curves", type=int, default=72, help="curves a cell")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--rivals", action="store_true", help="ask the rivals too")
    parser.add_argument("--write", action="store_true", help="write into data/")
    parser.add_argument("--quick", action="store_true", help="few curves, no timing")
    options = parser.parse_args()
    if options.write and (options.quick or options.seed != SEED):
        parser.error(f"--write is for all cells and the seed of the tables, {SEED}")
    curves, points = (0, (4, 8)) if options.quick else (options.curves, POINTS)
    rules = rivals.RIVALS if options.rivals else ()
    lacking = [name for name in rivals.PACKAGES if not find_spec(name)]
    if rules and lacking:
        parser.error(
            f"--rivals needs {', '.join(lacking)}; install them with "
            "pip install -r requirements-bench.lock"
        )
    start = time.perf_counter()
    found = calibrate(curves, options.seed, options.jobs, points, rules)
    seconds = time.perf_counter() - start
    ours = found[found["method"] == "emergestudy"]
    report(ours)
    print(f"\n{len(ours):,} curves, {seconds:.0f} s")
    if not options.quick:
        printed("Speed", pd.DataFrame([speed(options.jobs)]))
    sampled = samples(found)
    if rules:
        printed("Beside what people use, on the same curves", compared(sampled).T)
        printed("Where a rival does better", wins(sampled))
    if options.write:
        keys = ["shape", "truth", *CELL[1:], "chance"]
        told = f"--curves {curves}"
        write(table(ours, keys, VERDICTS), "emergence_calibration", told)
        rows = table(sampled, ["sample", "method", *keys[:3]], ["emergent"])
        write(rows if rules else kept(rows), "emergence_rivals", "--rivals")


if __name__ == "__main__":
    main()
