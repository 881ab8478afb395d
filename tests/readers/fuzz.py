"""Feed the readers what a coverage-guided fuzzer thinks of, until one breaks.

pip install atheris
python tests/readers/fuzz.py FOLDER -max_total_time=600

FOLDER keeps the inputs that reach new code. Not part of the tests; what it finds
becomes one.
"""

import json
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["emergestudy.readers"]):
    from emergestudy.readers import read_file
    from emergestudy.readers.tidy import tidy

SEEDS = [
    {"results": {"a": {"acc": 0.5, "acc_stderr": 0.1}},
     "config": {"model_args": "pretrained=m-7b,revision=step8", "num_fewshot": 5}},
    {"results": {"a": {"acc,none": 0.5, "acc_stderr,none": "N/A"}},
     "n-shot": {"a": 5}, "n-samples": {"a": {"effective": 9}},
     "higher_is_better": {"a": {"acc": True}}, "config": {}, "model_name": "m"},
    {"model": {"model_name": "m", "total_params": 9}, "task": {"task_name": "t"},
     "scores": [{"number_of_shots": 3, "score_dict": {"bleu": 1.5}}]},
]  # fmt: skip
TABLE = "model,task,accuracy,n,step,unit\na-7b,mmlu,0.3,100,10,fraction\n"


def seeds(folder: Path) -> None:
    """Write files to start from; the first byte chooses the kind of file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, found in enumerate(SEEDS):
        data = b"\0" + json.dumps(found).encode()
        (folder / f"seed-{number}").write_bytes(data)
    (folder / "seed-table").write_bytes(b"\1" + TABLE.encode())


def main() -> None:
    """Fuzz until told to stop."""
    seeds(Path(sys.argv[1]))
    scratch = Path(tempfile.mkdtemp())
    places = [scratch / "x.json", scratch / "x.csv"]

    def once(data: bytes) -> None:
        path = places[data[0] % 2 if data else 0]
        path.write_bytes(data[1:])
        scores, problem = read_file(path)
        assert len((problem or "fine").splitlines()) == 1
        if scores:
            tidy(scores, None)

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
