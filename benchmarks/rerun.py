"""How fast notebooks run again, against stock papermill and jupyter-book.

python benchmarks/rerun.py                      # all of it, about 25 minutes
python benchmarks/rerun.py sweep --runs 20      # one part, smaller
python benchmarks/rerun.py --write              # also into book/speed.md

With --write the rows of each part that was measured replace the older ones in
benchmarks/rerun.json, and the page is written from all of them.

Parts: sweep, once, cold, unchanged, dask, memory. Both sides of a row run one after the
other in the same call, with as many processes; the sweep and the whole book start from
nothing that an earlier run left. Stock is papermill's own engine with its Jupyter
kernel. The floor is a bare interpreter that imports pandas and seaborn.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
STUDY = [sys.executable, "-m", "emergestudy"]
CHAPTER, RESULT, LIGHT = "few_shot_emergence", "estimates", "errata"
CORES = 2
DROPPED = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def seconds(*command: str, cwd: Path = ROOT) -> float:
    """Run a command and return how long it took; a failure ends the benchmark."""
    start = time.perf_counter()
    subprocess.run([str(c) for c in command], cwd=cwd, check=True, **DROPPED)
    return time.perf_counter() - start


def best(times: int, *command: str) -> float:
    """Return the shortest of several times: the one least disturbed."""
    return min(seconds(*command) for _ in range(times))


ROWS: list[dict[str, str]] = []


def row(what: str, ours: float, other: float, against: str, target: str) -> None:
    """Print and keep a row: seconds of both, and their ratio as the target has it."""
    faster = "faster" in target
    ratio = other / ours if faster else ours / other
    says = f"{ratio:.2f} times {'faster' if faster else 'its time'}"
    keep(what, f"{ours:.2f} s", f"{against}: {other:.2f} s", says, target)


def keep(what: str, ours: str, against: str, ratio: str, target: str) -> None:
    """Print and keep a row as it is."""
    named = {"work": what, "here": ours, "against": against, "ratio": ratio}
    ROWS.append(named | {"target": target})
    print("; ".join([what, ours, against, ratio, f"wanted {target}"]), flush=True)


def stock(level: float) -> None:
    """Run the chapter once by papermill's own engine."""
    import papermill

    with tempfile.TemporaryDirectory() as scratch:
        papermill.execute_notebook(
            ROOT / "notebooks" / f"{CHAPTER}.ipynb", f"{scratch}/out.ipynb",
            parameters={"level": level}, kernel_name="python3", progress_bar=False,
        )  # fmt: skip


def sweep(runs: int) -> None:
    """Compare a sweep with stock papermill in a pool of the same size."""
    levels = [round(0.5 + 0.49 * i / max(1, runs - 1), 6) for i in range(runs)]
    command = [*STUDY, "sweep", CHAPTER, "-g", f"level=0.5:0.99:{runs}"]
    command += ["--jobs", CORES]
    with tempfile.TemporaryDirectory() as scratch:
        ours = seconds(*command, "--collect", RESULT, "--out", scratch)
    with tempfile.TemporaryDirectory() as scratch:
        whole = seconds(*command, "--whole", "--collect", RESULT, "--out", scratch)
    start = time.perf_counter()
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(stock, levels))
    other = time.perf_counter() - start
    row(f"{runs} runs of {CHAPTER}", ours, other, "stock", ">= 8 times faster")
    row("the same, `--whole`", whole, other, "stock", "faster")


def once(_: int) -> None:
    """Compare one rerun from the shell with stock papermill and with the floor."""
    floor = best(3, sys.executable, "-c", "import pandas, seaborn")
    for name, limit in ((LIGHT, 1.5), (CHAPTER, 2.2)):
        with tempfile.TemporaryDirectory() as scratch:
            ours = best(3, *STUDY, "run", name, "--out", f"{scratch}/r", "--force")
            path, out = ROOT / "notebooks" / f"{name}.ipynb", f"{scratch}/o.ipynb"
            other = best(2, BIN / "papermill", path, out)
        row(f"one rerun of {name}", ours, other, "stock", "faster")
        row(f"one rerun of {name}", ours, floor, "floor", f"<= {limit} times the floor")
    start = best(5, *STUDY, "--help")
    keep("emergestudy --help", f"{start:.2f} s", "", "", "< 0.3 s")


@contextmanager
def copy() -> Iterator[Path]:
    """Make a checkout of its own, so that nothing built is there; kernels use it."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "study"
        ignored = shutil.ignore_patterns("_build", "_runs", ".venv", ".git")
        shutil.copytree(ROOT, target, ignore=ignored)
        with patch.dict(os.environ, PYTHONPATH=str(target)):
            yield target


def cold(_: int) -> None:
    """Compare the whole book with serial papermill and jupyter-book."""
    from emergestudy.running.notebooks import chapters

    with copy() as here:
        ours = seconds(*STUDY, "book", "--jobs", CORES, cwd=here)
    with copy() as here:
        other = sum(
            seconds(BIN / "papermill", path, path, cwd=here / "notebooks")
            for path in chapters(here).values()
        )
        other += seconds(*jupyter_book(here))
    row("whole book, cold", ours, other, "serial stock", ">= 2 times faster")


def jupyter_book(here: Path) -> list[str]:
    """Return the command that builds the pages alone."""
    code = "from jupyter_book.cli.main import main; main()"
    return [sys.executable, "-c", code, "build", str(here), "-q"]


def unchanged(_: int) -> None:
    """Compare an unchanged book with jupyter-book alone, also with nothing to do."""
    with copy() as here:
        seconds(*STUDY, "book", "--jobs", CORES, cwd=here)
        ours = min(seconds(*STUDY, "book", cwd=here) for _ in range(3))
    with copy() as here:
        seconds(*jupyter_book(here))
        other = min(seconds(*jupyter_book(here)) for _ in range(3))
    row("book, unchanged", ours, other, "jupyter-book", "<= 0.5 times its time")


def light_sweep(runs: int) -> list[str]:
    """Return the arguments of a sweep whose runs take little time."""
    grid = f"slip=0:1:{runs}"
    return ["table_of_emergence", "-g", grid, "--collect", "slips"]


def dask(runs: int) -> None:
    """Compare a Dask cluster of two workers with the local pool."""
    command = [*STUDY, "sweep", *light_sweep(runs)]
    with tempfile.TemporaryDirectory() as scratch:
        local = seconds(*command, "--jobs", CORES, "--out", f"{scratch}/a")
        with ExitStack() as stack:
            address = "tcp://127.0.0.1:18787"
            parts = [["scheduler", "--host", "127.0.0.1", "--port", "18787"]]
            parts += [["worker", address, "--nthreads", "1"]] * CORES
            for part in parts:
                process = subprocess.Popen(
                    [sys.executable, "-m", "dask", *part, "--no-dashboard"],
                    cwd=scratch, **DROPPED,
                )  # fmt: skip
                stack.callback(process.wait)
                stack.callback(process.terminate)
                time.sleep(4)
            # Workers load pandas and the rest at their first run, and keep it.
            for which in ("first", "next"):
                ours = seconds(*command, "--dask", address, "--out", scratch + which)
                what = f"{runs} runs on Dask, {which} sweep of its workers"
                row(what, ours, local, "local pool", "<= 1.15 times its time")


def memory(runs: int) -> None:
    """Print the highest memory of a sweep's own process, for few and many runs."""
    for count in (max(1, runs // 10), runs):
        with tempfile.TemporaryDirectory() as scratch:
            code = (
                "import resource, sys; from emergestudy.cli import main\n"
                "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
                "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
                "print(peak / 1024, file=sys.stderr)"
            )
            command = [sys.executable, "-c", code, "sweep", *light_sweep(count)]
            done = subprocess.run(
                [*command, "--out", scratch], capture_output=True, text=True,
                check=True, cwd=ROOT,
            )  # fmt: skip
        peak = f"{float(done.stderr.split()[-1]):.0f} MiB"
        keep(f"memory of a sweep of {count} runs", peak, "", "", "flat")


PARTS = {
    "sweep": (sweep, 100), "once": (once, 0), "cold": (cold, 0),
    "unchanged": (unchanged, 0), "dask": (dask, 2000), "memory": (memory, 2000),
}  # fmt: skip


def machine() -> str:
    """Name the machine and the versions in one line."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    models = [s.split(":")[1].strip() for s in lines if s.startswith("model name")]
    names = (
        "papermill",
        "ipykernel",
        "jupyter-book",
        "pandas",
        "seaborn",
        "distributed",
    )
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    where = f"{os.cpu_count()} cores of {models[0] if models else platform.machine()}"
    return f"{where}, Python {platform.python_version()}, {versions}"


def write(parts: dict[str, list[dict[str, str]]]) -> None:
    """Replace the rows of some parts, and write the page of all."""
    file = ROOT / "benchmarks" / "rerun.json"
    known = json.loads(file.read_text()) if file.is_file() else {"parts": {}}
    known["machine"] = machine()
    known["parts"] = {
        name: parts.get(name, known["parts"].get(name, [])) for name in PARTS
    }
    file.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    rows = [row for name in PARTS for row in known["parts"][name]]
    lines = [f"| {' | '.join(row.values())} |" for row in rows]
    head = "| work | here | against | ratio | wanted |\n| --- | --- | --- | --- | --- |"
    text = PAGE.format(machine=known["machine"], table="\n".join([head, *lines]))
    page = ROOT / "book" / "speed.md"
    kept = page.read_text(encoding="utf-8").partition(PAGES)[1:]
    page.write_text(text + "".join(kept), encoding="utf-8")


PAGES = "\n## Weight and loading of the pages\n"
PAGE = """\
# How fast it runs

Each row compares two ways in the same call, one after the other. Written by
`python benchmarks/rerun.py --write`; `make bench` measures again.

Measured on {machine}.

{table}

*Stock* is papermill's own engine with a Jupyter kernel a run, in a pool of as many
processes. *Floor* is a bare interpreter that imports pandas and seaborn. A sweep
renders no figure, leaves out cells that only draw and stops after the cell that records
what it collects; with `--whole` all cells run. A rerun cannot be faster than the floor
plus what the chapter itself computes and draws: little for the errata, most for the
figures of few-shot emergence.
"""


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    parser.add_argument("--runs", type=int, help="Runs of a sweep.")
    parser.add_argument("--write", action="store_true", help="Into book/speed.md.")
    asked = parser.parse_args()
    print(machine(), flush=True)
    found = {}
    for name in asked.parts:
        measure, runs = PARTS[name]
        ROWS.clear()
        measure(asked.runs or runs)
        found[name] = list(ROWS)
    if asked.write:
        write(found)


if __name__ == "__main__":
    main()
