"""``emergestudy lab``: train tiny models and watch an ability emerge."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import click

from emergestudy.errors import UsageError


@click.command("lab")
@click.option("--quick", is_flag=True, help="Two small models, a minute or two.")
@click.option("--sizes", metavar="LIST", help="Widths of the models  [32,48,64]")
@click.option("--seeds", type=int, help="Training runs a size  [3]")
@click.option("--worlds", type=int, help="Worlds to train in  [1]")
@click.option("--q-rate", type=float, help="Rate of the rare relation  [0.0004]")
@click.option("--amounts", metavar="LIST", help="Examples to finetune on  [16,...,512]")
@click.option("--draws", type=int, help="Draws of examples an amount  [2]")
@click.option("--steps", type=int, help="Steps of pretraining  [3000]")
@click.option("--checkpoints", type=int, help="Checkpoints a run  [16]")
@click.option("--jobs", type=int, help="Processes, about 1 GB each  [one a core]")
@click.option("--out", type=Path, help="Folder, instead of _runs/lab/...")
def lab_command(
    quick: bool, jobs: int | None, out: Path | None, **asked: str | float | None
) -> None:
    """Train tiny language models on a toy world, prompt and finetune them.

    Writes lab.csv and a picture, lab.png: accuracy stays at chance until pretraining
    has gone far enough, and rises earlier the more data a model is finetuned on. A
    grid that was stopped goes on where it was. LIST is like 32,48.
    """
    from emergestudy.lab import QUICK, LabSettings, run_grid

    for name in ("sizes", "amounts"):
        asked[name] = _numbers(name, asked[name])
    given = {name: value for name, value in asked.items() if value is not None}
    settings = replace(QUICK if quick else LabSettings(), **given)
    folder = out or _folder(settings, quick and not given)
    if (folder / "lab.csv").is_file():
        click.echo(f"{folder} is finished already; delete it to train again")
    else:
        runs = len(settings.trajectories)
        click.echo(f"training {runs} models, one to three minutes each on one core")
    rows = run_grid(settings, folder, jobs)
    import matplotlib

    matplotlib.use("Agg")
    from emergestudy.lab.picture import save_picture

    picture = folder / "lab.png"
    click.echo("\n".join(save_picture(rows, picture)))
    click.echo(f"table:   {folder / 'lab.csv'}\npicture: {picture}")


def _folder(settings: object, quick: bool) -> Path:
    """Name a folder by the settings, so that two grids never meet in one."""
    if quick:
        return Path("_runs", "lab", "quick")
    text = json.dumps(settings.as_dict(), sort_keys=True)
    return Path("_runs", "lab", hashlib.sha256(text.encode()).hexdigest()[:12])


def _numbers(name: str, text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise UsageError(
            f"--{name} is {text!r}; write whole numbers with commas, like 32,48"
        ) from None
