"""Does any file stop the readers? Files of tests/cases, changed at random.

python benchmarks/fuzz_readers.py --seconds 600 --seed 1
python benchmarks/fuzz_readers.py --seconds 600 --guided   # by atheris, if installed
python benchmarks/fuzz_readers.py --again _runs/fuzz/NAME       # one that failed

Each try changes a file of a case (bytes flipped, cut or doubled; in JSON keys renamed,
values replaced, doubled, nested or made odd) and reads it; one in ten reads the whole
folder as `emergestudy analyze` does, up to the curves. It must end with scores or with
a StudyError of one line; anything else is a fault: its folder is kept in --out, and the
exit code is 1. --guided prefers changes that reach new lines of the readers.
"""

import argparse
import atexit
import copy
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "cases"
ODD = [
    None, True, False, 0, -1, 1, 0.5, 100, 1e308, -1e-320, float("nan"), float("inf"),
    10**400, "", " ", "N/A", "-", "7B", "1e5", "0.5 ± 0.1", "25%", "nan", "\0",
    "\ud800", "ü|,;\t\n", "=1+1", "a/b@step5", "/", "@", "# ", " + ", "x" * 5000, [],
    {}, [[]], [None], {"": None}, {"value": {"value": 1}}, ["0", "1"], [0.5, "acc"],
]  # fmt: skip
WHOLE = 10  # one try of so many goes on to the curves
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
            return json.dumps(rng.choice(ODD)).encode("utf-8", "surrogatepass")
        part, key = rng.choice(places)
        other, there = rng.choice(places)
        way = rng.randrange(7)
        if way == 0:
            part[key] = copy.deepcopy(rng.choice(ODD))
        elif way == 1:
            part[key] = copy.deepcopy(other[there])
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
    """Read a case as ``analyze`` does and say how it ended; other errors go on."""
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
    return "curves"


def read_one(path: Path) -> str:
    """Read one file and say how it ended."""
    from emergestudy.readers import read_file

    scores, problem, notes = read_file(path)
    for told in [problem or "", *notes]:
        if len(told.splitlines()) > 1:
            raise ValueError(f"a note of several lines: {told}")
    return "scores" if scores else "a problem" if problem else "passed over"


class Tries:
    """Changed files in a copy of the cases, one at a time, and how they ended."""

    def __init__(self, copy: Path, out: Path) -> None:
        shutil.copytree(CASES, copy, dirs_exist_ok=True)
        self.copy, self.out, self.ends, self.faults = copy, out, {}, {}
        self.files = sorted(
            path for path in copy.rglob("*")
            if path.is_file() and path.name != "expect.json"
        )  # fmt: skip

    def one(self, path: Path, content: bytes, whole: bool) -> None:
        """Try a file with another content, with ``whole`` up to the curves."""
        case = self.copy / path.relative_to(self.copy).parts[0]
        before = path.read_bytes()
        path.write_bytes(content)
        try:
            end = read_all(case) if whole else read_one(path)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            own = [f for f in frames if "/emergestudy/" in f.filename] or frames
            place = f"{Path(own[-1].filename).name}:{own[-1].lineno}"
            end = f"{type(error).__name__} in {place}"
            if end not in self.faults:  # once a kind
                kept = self.out / f"{len(self.faults)}-{case.name}"
                shutil.copytree(case, kept, dirs_exist_ok=True)
                self.faults[end] = kept
                print(f"{end}: {path.name}, {kept}: {str(error)[:200]}", flush=True)
        finally:
            path.write_bytes(before)
        self.ends[end] = self.ends.get(end, 0) + 1

    def told(self) -> int:
        """Print how the tries ended; the exit code."""
        print(f"{sum(self.ends.values()):,} tries: {self.ends}", flush=True)
        return int(bool(self.faults))


def guided(tries: Tries, seconds: int, seed: int) -> None:
    """Let atheris choose; the first two bytes of its data say which file is changed."""
    import atheris

    def split(data: bytes) -> tuple[Path, bytes]:
        return tries.files[int.from_bytes(data[:2], "big") % len(tries.files)], data[2:]

    def attempt(data: bytes) -> None:
        tries.one(*split(data), whole=hash(data) % WHOLE == 0)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        path, content = split(data)
        return (data[:2] + changed(content, path.suffix, random.Random(seed)))[:most]

    corpus = tries.copy.with_name("corpus")
    corpus.mkdir()
    for place, path in enumerate(tries.files):
        first = place.to_bytes(2, "big") + path.read_bytes()
        (corpus / str(place)).write_bytes(first)
    options = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=100000"]
    # atheris ends the process itself, whatever came out.
    atexit.register(lambda: os._exit(tries.told()))
    atheris.Setup([sys.argv[0], *options, str(corpus)], attempt, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> int:
    """Read the options, try, and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("_runs/fuzz"))
    parser.add_argument("--guided", action="store_true", help="by atheris")
    parser.add_argument("--again", type=Path, help="a folder that was kept")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    if given.again:
        print(read_all(given.again))
        return 0
    if given.guided:
        import atheris

        with atheris.instrument_imports(include=["emergestudy.readers"]):
            import emergestudy.report  # noqa: F401
    with tempfile.TemporaryDirectory() as place:
        tries, rng = Tries(Path(place, "cases"), given.out), random.Random(given.seed)
        if given.guided:
            guided(tries, given.seconds, given.seed)
        end = time.monotonic() + given.seconds
        while time.monotonic() < end:
            path = rng.choice(tries.files)
            content = path.read_bytes()
            for _ in range(rng.choice([1, 1, 2])):
                content = changed(content, path.suffix, rng)
            tries.one(path, content, whole=rng.randrange(WHOLE) == 0)
        return tries.told()


if __name__ == "__main__":
    sys.exit(main())
