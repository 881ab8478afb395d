"""The lab: tiny language models in which abilities emerge while one watches.

Training needs the extra ``lab`` (JAX and optax); worlds and texts do not.
"""

from emergestudy.lab.grid import run_grid
from emergestudy.lab.settings import QUICK, LabSettings, Study
from emergestudy.lab.world import World, entropy_floor, make_world

__all__ = [
    "QUICK", "LabSettings", "Study", "World", "entropy_floor", "make_world", "run_grid",
]  # fmt: skip
