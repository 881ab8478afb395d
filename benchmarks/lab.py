"""How fast the lab trains on one core, against Equinox and against the processor.

python benchmarks/lab.py               # the whole table, a few minutes
python benchmarks/lab.py --steps 50 --sizes 32 --no-trajectory

The rival is the same model, with as many weights, as a user of Equinox would write it
from the parts of the library, with the same optax optimizer and running mean. Both run
in one process with one thread, in turn, on the same text; steps are timed in blocks and
the median block counts. The peak is what the same process reaches when it multiplies
large single-precision matrices.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
)
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import argparse  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import equinox as eqx  # noqa: E402
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import optax  # noqa: E402

from emergestudy.lab import LabSettings, make_world  # noqa: E402
from emergestudy.lab.model import (  # noqa: E402
    AVERAGING,
    HEADS,
    LAYERS,
    ROTARY_BASE,
    WARM_UP,
    adamw,
    count_params,
    init_params,
    train_step,
    train_trajectory,
)
from emergestudy.lab.settings import Trajectory  # noqa: E402
from emergestudy.lab.world import (  # noqa: E402
    BATCH,
    DOCUMENT_TOKENS,
    VOCABULARY,
    step_documents,
)

TOKENS = BATCH * DOCUMENT_TOKENS
WORLD = make_world(0, 0.0004)


class Block(eqx.Module):
    """One layer, from Equinox's own attention, rotary positions, norms and linears."""

    norm1: eqx.nn.RMSNorm
    norm2: eqx.nn.RMSNorm
    attention: eqx.nn.MultiheadAttention
    rotary: eqx.nn.RotaryPositionalEmbedding
    up: eqx.nn.Linear
    down: eqx.nn.Linear

    def __init__(self, width: int, key: jax.Array) -> None:
        keys = jax.random.split(key, 3)
        self.norm1 = eqx.nn.RMSNorm(width, use_bias=False)
        self.norm2 = eqx.nn.RMSNorm(width, use_bias=False)
        self.attention = eqx.nn.MultiheadAttention(HEADS, width, key=keys[0])
        self.rotary = eqx.nn.RotaryPositionalEmbedding(width // HEADS, ROTARY_BASE)
        self.up = eqx.nn.Linear(width, 4 * width, use_bias=False, key=keys[1])
        self.down = eqx.nn.Linear(4 * width, width, use_bias=False, key=keys[2])

    def __call__(self, x: jax.Array) -> jax.Array:
        """Map the vectors of one document."""
        y = jax.vmap(self.norm1)(x)
        turn = jax.vmap(self.rotary, in_axes=1, out_axes=1)
        mask = jnp.tril(jnp.ones((len(x), len(x)), dtype=bool))
        x = x + self.attention(
            y, y, y, mask, process_heads=lambda q, k, v: (turn(q), turn(k), v)
        )
        y = jax.vmap(self.up)(jax.vmap(self.norm2)(x))
        return x + jax.vmap(self.down)(jax.nn.gelu(y))


class Model(eqx.Module):
    """The rival."""

    embedding: eqx.nn.Embedding
    blocks: list[Block]
    norm: eqx.nn.RMSNorm
    output: eqx.nn.Linear

    def __init__(self, width: int, key: jax.Array) -> None:
        keys = jax.random.split(key, LAYERS + 2)
        self.embedding = eqx.nn.Embedding(VOCABULARY, width, key=keys[0])
        self.blocks = [Block(width, k) for k in keys[2:]]
        self.norm = eqx.nn.RMSNorm(width, use_bias=False)
        self.output = eqx.nn.Linear(width, VOCABULARY, use_bias=False, key=keys[1])

    def __call__(self, tokens: jax.Array) -> jax.Array:
        """Return the logits of one document."""
        x = jax.vmap(self.embedding)(tokens)
        for block in self.blocks:
            x = block(x)
        return jax.vmap(self.output)(jax.vmap(self.norm)(x))


def ours(width: int) -> Callable[[np.ndarray], None]:
    """Return a training step of the lab."""
    params = init_params(0, width)
    state = [(params, adamw(WARM_UP).init(params), params)]

    def step(text: np.ndarray) -> None:
        state[0] = jax.block_until_ready(train_step(state[0], text))

    return step


def equinox(width: int) -> Callable[[np.ndarray], None]:
    """Return a training step of the rival."""
    model = Model(width, jax.random.key(0))
    weights = eqx.filter(model, eqx.is_inexact_array)
    assert count_params(weights) == count_params(init_params(0, width))
    optimizer = adamw(WARM_UP)

    def loss(model: Model, text: jax.Array) -> jax.Array:
        found = jax.vmap(model)(text[:, :-1])
        costs = optax.softmax_cross_entropy_with_integer_labels(found, text[:, 1:])
        return costs.mean()

    @eqx.filter_jit
    def update(model: Model, memory: tuple, mean: Model, text: jax.Array) -> tuple:
        gradient = eqx.filter_grad(loss)(model, text)
        weights = eqx.filter(model, eqx.is_inexact_array)
        change, memory = optimizer.update(gradient, memory, weights)
        model = eqx.apply_updates(model, change)
        weights = eqx.filter(model, eqx.is_inexact_array)
        mean = optax.incremental_update(weights, mean, 1 - AVERAGING)
        return model, memory, mean

    state = [(model, optimizer.init(weights), weights)]

    def step(text: np.ndarray) -> None:
        state[0] = jax.block_until_ready(update(*state[0], text))

    return step


def seconds_per_step(steps: list[Callable], blocks: int, length: int) -> list[float]:
    """Time the steps of several models in turn, block by block; return the medians."""
    texts = [step_documents(WORLD, 0, s) for s in range(1, length + 1)]
    for step in steps:
        step(texts[0])  # compile
    times = np.empty((blocks, len(steps)))
    for row in times:
        for place, step in enumerate(steps):
            start = time.perf_counter()
            for text in texts:
                step(text)
            row[place] = (time.perf_counter() - start) / length
    return np.median(times, axis=0).tolist()


def peak_flops(size: int = 1024, repeats: int = 10) -> float:
    """Single-precision FLOPs a second of large matrix products."""
    multiply = jax.jit(jnp.matmul)
    a = jnp.asarray(np.random.default_rng(0).standard_normal((size, size)), jnp.float32)
    multiply(a, a).block_until_ready()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        multiply(a, a).block_until_ready()
        times.append(time.perf_counter() - start)
    return 2 * size**3 / float(np.median(times))


def flops_per_token(width: int) -> float:
    """6 FLOPs a weight that multiplies, and attention over half the document."""
    weights = LAYERS * 12 * width**2 + VOCABULARY * width
    return 6 * weights + 6 * LAYERS * DOCUMENT_TOKENS * width


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[32, 48, 64])
    parser.add_argument("--steps", type=int, default=40, help="in a block")
    parser.add_argument("--blocks", type=int, default=5)
    parser.add_argument("--no-trajectory", dest="whole", action="store_false")
    asked = parser.parse_args()
    peak = peak_flops()
    print(f"peak of matrix products: {peak / 1e9:.1f} GFLOP/s on one core")
    print("size  ours ktok/s  Equinox ktok/s  ratio  ours GFLOP/s  of peak")
    for width in asked.sizes:
        models = [ours(width), equinox(width)]
        mine, theirs = seconds_per_step(models, asked.blocks, asked.steps)
        rate = flops_per_token(width) * TOKENS / mine
        print(
            f"{width:4d}  {TOKENS / mine / 1e3:11.1f}  {TOKENS / theirs / 1e3:14.1f}  "
            f"{theirs / mine:5.2f}  {rate / 1e9:12.1f}  {rate / peak:7.0%}"
        )
    for width in asked.sizes if asked.whole else []:
        start = time.perf_counter()
        train_trajectory(LabSettings(), Trajectory(0, width, 0))
        seconds = time.perf_counter() - start
        print(f"a whole training run of size {width}: {seconds:.0f} s")


if __name__ == "__main__":
    main()
