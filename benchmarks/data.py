"""How long a table takes to load, against reading the same file with pandas alone.

python benchmarks/data.py
"""

import time
from collections.abc import Callable

import pandas as pd

from emergestudy import data, descriptor

TABLES = ("wei2022_scores", "lab", "olmo_scores")


def fastest(call: Callable, times: int = 7) -> float:
    """Milliseconds of the fastest of several calls."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken)


def fresh(name: str) -> pd.DataFrame:
    """Load a table anew; what it is joined from stays in memory."""
    table = descriptor.find_table(name)
    return data._load.__wrapped__(name, table.path.parent, ())


def main() -> None:
    """Print the milliseconds of both, and their ratio."""
    rows = []
    for name in TABLES:
        path = descriptor.find_table(name).path
        data.load(name)
        ours, theirs = (
            fastest(lambda n=name: fresh(n)),
            fastest(lambda p=path: pd.read_csv(p)),
        )
        rows.append({"table": name, "load": ours, "read_csv": theirs})
    table = pd.DataFrame(rows)
    table["times"] = table["load"] / table["read_csv"]
    print(table.round(1).to_string(index=False))


if __name__ == "__main__":
    main()
