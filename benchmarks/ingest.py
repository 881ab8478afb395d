"""How fast evaluation files are read, against a plain loop, and how it grows.

python benchmarks/ingest.py                 # 100, 1,000 and 10,000 files
python benchmarks/ingest.py --files 100 --repeats 1

The files are results of lm-evaluation-harness (version 0.4 and later) with 20 tasks
each. The rival reads them with json.load, makes a data frame of each and joins them
with pandas.concat; it checks nothing. Each runs in a process of its own, in turn, and
the median of the repeats counts; memory is the highest resident size of the process
and its children, above that of a process that has only imported pandas.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

TASKS = 20
STEPS = 1000


def write_files(folder: Path, count: int) -> None:
    """Write result files of many checkpoints, a folder a model."""
    for number in range(count):
        model, step = divmod(number, 100)
        name = f"tiny-{model + 1}m"
        tasks = [f"task_{t}" for t in range(TASKS)]
        results = {
            task: {
                "alias": task,
                "acc,none": 0.25 + step / 200,
                "acc_stderr,none": 0.01,
            }
            for task in tasks
        }
        found = {
            "results": results,
            "n-shot": dict.fromkeys(tasks, 0),
            "n-samples": {t: {"original": 1000, "effective": 1000} for t in tasks},
            "higher_is_better": {t: {"acc": True} for t in tasks},
            "config": {
                "model": "hf",
                "model_args": f"pretrained=me/{name},revision=step{STEPS * step}",
                "model_num_parameters": 1_000_000 * (model + 1),
            },
        }
        path = folder / name / f"results_{step}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found), encoding="utf-8")


def plain(folder: Path) -> int:
    """Read the files as a script of ten lines would."""
    frames = []
    for path in sorted(folder.rglob("*.json")):
        with path.open(encoding="utf-8") as file:
            found = json.load(file)
        frame = pd.DataFrame(found["results"]).T
        frame["model"] = found["config"]["model_args"]
        frames.append(frame)
    return len(pd.concat(frames))


def ours(folder: Path, jobs: int | None) -> int:
    """Read the files with the study."""
    from emergestudy.readers import ingest

    return len(ingest([folder], jobs=jobs).scores)


def measured(way: str, folder: Path) -> tuple[float, float]:
    """Run one way in a process of its own: seconds and MiB above a bare process."""
    command = [sys.executable, __file__, "--inside", way, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def inside(way: str, folder: Path) -> None:
    """Do the work and print seconds and MiB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    if way == "plain":
        plain(folder)
    else:
        ours(folder, 1 if way == "one process" else None)
    seconds = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(seconds, max(own, children - before) / 1024)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        inside(asked.inside, asked.folder)
        return
    print(f"{'files':>6}  {'way':12}  {'files/s':>8}  {'of plain':>8}  {'MiB':>5}")
    for count in asked.files:
        with tempfile.TemporaryDirectory() as scratch:
            write_files(Path(scratch), count)
            base = None
            for way in ("plain", "one process", "all cores"):
                runs = [measured(way, Path(scratch)) for _ in range(asked.repeats)]
                seconds = statistics.median(s for s, _ in runs)
                base = base or seconds
                peak = statistics.median(m for _, m in runs)
                print(
                    f"{count:6d}  {way:12}  {count / seconds:8.0f}  "
                    f"{base / seconds:8.2f}  {peak:5.0f}"
                )


if __name__ == "__main__":
    main()
