"""``emergestudy lab``: train tiny models and watch an ability emerge."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import click

from emergestudy.errors import UsageError


@click.command("lab")
@click.option("--quick", is_flag=True, help="Two small models, a minute or two.")
@click.option("--design", type=click.Choice(["forecasting", "seeds"]), help="A plan.")
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
    quick: bool,
    design: str | None,
    jobs: int | None,
    out: Path | None,
    **asked: str | float | None,
) -> None:
    """Train tiny language models on a toy world, prompt and finetune them.

    Writes lab.csv and a picture, lab.png: accuracy stays at chance until pretraining
    has gone far enough, and rises earlier the more data a model is finetuned on. A
    grid that was stopped goes on where it was. LIST is like 32,48. What the designs are
    for stands in the chapter "The lab".
    """
    from emergestudy.lab import LabSettings, run_grid
    from emergestudy.lab.grid import check_jax
    from emergestudy.lab.settings import DESIGNS

    check_jax()
    for name in ("sizes", "amounts"):
        asked[name] = _numbers(name, asked[name])
    given = {name: value for name, value in asked.items() if value is not None}
    if quick and design:
        raise UsageError("--quick and --design name two grids; leave out one")
    name = "quick" if quick else design
    start = DESIGNS[name] if name else LabSettings()
    if start.studies and {"worlds", "q_rate"} & given.keys():
        raise UsageError("the worlds of a design are fixed: no --worlds, no --q-rate")
    settings = replace(start, **given)
    folder = out or _folder(settings, None if given else name)
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


def _folder(settings: object, design: str | None) -> Path:
    """Name a folder by the settings, so that two grids never meet in one."""
    if design:
        return Path("_runs", "lab", design)
    text = json.dumps(settings.as_dict(), sort_keys=True)
    return Path("_runs", "lab", hashlib.sha256(text.encode()).hexdigest()[:12])


def _numbers(name: str, text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        cure = "write whole numbers with commas, like 32,48"
        raise UsageError(f"--{name} is {text!r}; {cure}") from None
