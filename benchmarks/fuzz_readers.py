"""Does any file stop the readers? Files of tests/cases, changed at random.

python benchmarks/fuzz_readers.py --seconds 600 --seed 1
python benchmarks/fuzz_readers.py --seconds 600 --guided   # by atheris, if installed
python benchmarks/fuzz_readers.py --again _fuzz/NAME       # one that failed

Each try takes a case's folder, changes one of its files (bytes flipped, cut or doubled;
in JSON keys renamed, values swapped, doubled, nested or made odd) and reads the folder
as `emergestudy analyze` does, up to the curves. It must end with scores or with a
StudyError; anything else is a fault: its folder is kept in --out, and the exit code
is 1. --guided prefers changes that reach new lines of the readers.
"""

import argparse
import copy
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "cases"
ODD = [
    None, True, False, 0, -1, 1, 0.5, 100, 1e308, -1e-320, float("nan"), float("inf"),
    10**400, "", " ", "N/A", "-", "7B", "1e5", "0.5 ± 0.1", "25%", "nan", "\0",
    "\ud800", "ü|,;\t\n", "=1+1", "a/b@step5", "/", "@", "# ", " + ", "x" * 5000, [],
    {}, [[]], [None], {"": None}, {"value": {"value": 1}}, ["0", "1"], [0.5, "acc"],
]  # fmt: skip
MARKS = [b"|", b",", b"\n", b"\0", b'"', b"{", b"}", b"[", b"]", b"%", b"\xff", b"\xc2",
         b"NaN", b"-", b":", b"1e999", b"\xe2\x80\xa8", b"| - |"]  # fmt: skip


def of_bytes(content: bytes, rng: random.Random) -> bytes:
    """Flip, cut, double or put in some bytes."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice([1, 2, 8, 64, 1000]))
        way = rng.randrange(5)
        if way == 0 and start < len(data):
            data[start] ^= 1 << rng.randrange(8)
        elif way == 1:
            del data[start:end]
        elif way == 2:
            data[start:start] = data[start:end] * rng.randint(1, 4)
        elif way == 3:
            data[start:start] = rng.choice(MARKS)
        elif rng.random() < 0.1:
            del data[start:]
    return bytes(data)


def of_json(content: bytes, rng: random.Random) -> bytes:
    """Change some places of a JSON value; of bytes, if it is none."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return of_bytes(content, rng)
    for _ in range(rng.randint(1, 4)):
        places = [
            (part, key)
            for part in parts_of(found)
            for key in (part if isinstance(part, dict) else range(len(part)))
        ]
        if not places:
            return json.dumps(rng.choice(ODD)).encode()
        part, key = rng.choice(places)
        other, there = rng.choice(places)
        way = rng.randrange(7)
        if way == 0:
            part[key] = rng.choice(ODD)
        elif way == 1:  # swapped
            with suppress(KeyError, IndexError):
                part[key], other[there] = other[there], part[key]
                json.dumps(found)  # not into itself
        elif way == 2:
            del part[key]
        elif way == 3:
            part[key] = {str(key): part[key]} if rng.random() < 0.5 else [part[key]]
        elif way == 4 and isinstance(part, dict):
            part[rng.choice([str(there), "", "acc", "results", "N/A"])] = part.pop(key)
        elif way == 5 and isinstance(part, list):
            part.insert(key, copy.deepcopy(part[key]))
        else:
            part[key] = copy.deepcopy(rng.choice(ODD))
    return json.dumps(found).encode("utf-8", "surrogatepass")


def parts_of(found: object) -> list[dict | list]:
    """Return a value's objects and lists, itself among them."""
    parts, todo = [], [found]
    while todo:
        one = todo.pop()
        if isinstance(one, dict | list):
            parts.append(one)
            todo += one.values() if isinstance(one, dict) else one
    return parts


def changed(content: bytes, ending: str, rng: random.Random) -> bytes:
    """Change the content of a file with such an ending."""
    if ending == ".json" and rng.random() < 0.7:
        return of_json(content, rng)
    if ending == ".jsonl" and rng.random() < 0.5:
        lines = content.splitlines() or [b""]
        place = rng.randrange(len(lines))
        lines[place] = of_json(lines[place], rng)
        return b"\n".join(lines)
    return of_bytes(content, rng)


def read_all(folder: Path) -> str:
    """Read a folder as ``analyze`` does and say how it ended; other errors go on."""
    from emergestudy.errors import StudyError
    from emergestudy.readers import ingest
    from emergestudy.report import own_curves

    side = folder / "models.csv"
    told = json.loads((folder / "expect.json").read_text(encoding="utf-8"))
    place = next(folder / n for n in ("in", "in.csv") if (folder / n).exists())
    try:
        scores = ingest(
            [place], side if side.exists() else None, jobs=1, **told.get("options", {})
        ).scores
        own_curves(scores, told.get("x", "params"))
    except StudyError as error:
        if len(str(error).splitlines()) > 1:
            raise ValueError(f"an error of several lines: {error}") from error
        return type(error).__name__
    return "scores"


def files_of_cases() -> list[Path]:
    """Return every file that a case reads."""
    return sorted(
        path
        for path in CASES.rglob("*")
        if path.is_file() and path.name != "expect.json"
    )


class Tries:
    """Changed files, one at a time in a copy of their case, and how they ended."""

    def __init__(self, out: Path) -> None:
        self.out, self.ends, self.faults = out, {}, {}

    def one(self, path: Path, content: bytes) -> None:
        """Try one file with another content; keep it if it is a fault, once a kind."""
        case = path.relative_to(CASES).parts[0]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / case
            shutil.copytree(CASES / case, folder)
            (folder / path.relative_to(CASES / case)).write_bytes(content)
            try:
                end = read_all(folder)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                own = [f for f in traceback.extract_tb(error.__traceback__)
                       if "/emergestudy/" in f.filename]  # fmt: skip
                at = own[-1] if own else last
                end = f"{type(error).__name__} in {Path(at.filename).name}:{at.lineno}"
                if end not in self.faults:
                    kept = self.out / f"{len(self.faults)}-{case}"
                    shutil.copytree(folder, kept, dirs_exist_ok=True)
                    self.faults[end] = f"{kept}: {str(error)[:200]}"
                    print(f"{end}: {self.faults[end]}", flush=True)
        self.ends[end] = self.ends.get(end, 0) + 1

    def told(self) -> int:
        """Print how the tries ended; the exit code."""
        print(f"{sum(self.ends.values()):,} tries: {self.ends}")
        return int(bool(self.faults))


def guided(tries: Tries, seconds: int, seed: int, atheris: object) -> None:
    """Let atheris choose; the first two bytes of its data say which file is changed."""
    files = files_of_cases()

    def split(data: bytes) -> tuple[Path, bytes]:
        return files[int.from_bytes(data[:2], "big") % len(files)], data[2:]

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        path, content = split(data)
        return (data[:2] + changed(content, path.suffix, random.Random(seed)))[:most]

    with tempfile.TemporaryDirectory() as corpus:
        for place, path in enumerate(files):
            start = place.to_bytes(2, "big")
            Path(corpus, str(place)).write_bytes(start + path.read_bytes())
        arguments = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=100000"]
        atheris.Setup(
            [sys.argv[0], *arguments, "-timeout=60", corpus],
            lambda data: tries.one(*split(data)),
            custom_mutator=mutate,
        )
        atheris.Fuzz()


def main() -> int:
    """Read the options, try, and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("_fuzz"))
    parser.add_argument("--guided", action="store_true", help="by atheris")
    parser.add_argument("--again", type=Path, help="a folder that was kept")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    if given.again:
        print(read_all(given.again))
        return 0
    hooks: Callable = nullcontext
    if given.guided:
        import atheris

        hooks = atheris.instrument_imports
    with hooks(**({"include": ["emergestudy.readers"]} if given.guided else {})):
        import emergestudy.report  # noqa: F401
    tries, rng = Tries(given.out), random.Random(given.seed)
    if given.guided:
        import atexit
        import os

        # atheris ends the process itself, whatever came out.
        atexit.register(lambda: os._exit(tries.told()) if tries.ends else None)
        guided(tries, given.seconds, given.seed, atheris)
    files, end = files_of_cases(), time.monotonic() + given.seconds
    while time.monotonic() < end:
        path = rng.choice(files)
        content = path.read_bytes()
        for _ in range(rng.choice([1, 1, 2])):
            content = changed(content, path.suffix, rng)
        tries.one(path, content)
    return tries.told()


if __name__ == "__main__":
    sys.exit(main())
