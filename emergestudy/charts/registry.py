"""All charts by name, each with its title and caption."""

from collections.abc import Mapping
from importlib import import_module

from emergestudy.errors import UsageError, unknown

CHARTS = {
    "few_shot": (
        "Where does each family leave chance?",
        "Choose a task, a scale and families; drag the threshold. A vertical line marks"
        " the model from which on a family is more than so many points above chance,"
        " and, where its 90 % interval is known, with all of that above chance, too."
        " Points as in Figure 2 of Wei et al. (2022).",
    ),
    "chain_of_thought": (
        "From which size on does chain of thought help?",
        "Choose a benchmark and a family. The vertical line is where the estimator sees"
        " the two curves cross, the band its 90 % interval. Scores as printed in Tables"
        " 2 to 5 of the paper on chain of thought.",
    ),
    "perplexity_lens": (
        "Which axis brings the two families together?",
        "Choose the axis of the large panel and the task. Mark models by dragging over"
        " any panel, or choose one by name: the same models stay strong in all panels.",
    ),
    "metric_choice": (
        "How many steps make a jump?",
        "Drag k. Nothing in the models changes, only how many steps have to be right.",
    ),
    "emergence_law": (
        "How far does the forecast move?",
        "Six simulated elbows, and the law through them. Drag its exponent, its"
        " strength, D\u2080 and the noise; C follows by least squares. Try other"
        " exponents, each with the k that fits best: the curve hardly leaves the"
        " points, and the forecast moves. The diamond is the forecast of the few-shot"
        " elbow, the dashed line the truth.",
    ),
    "open_models": (
        "Which model is that?",
        "Choose a task, a scale and a family. Each point names its model, its numbers"
        " and its source.",
    ),
}


def build_chart(name: str, works: Mapping[str, str]) -> dict:
    """Return a chart with its texts.

    Parameters
    ----------
    name : str
        A key of `CHARTS`; its module holds the function ``NAME_chart``.
    works : mapping of str to str
        Author and year of each source, by key.

    Returns
    -------
    dict
        ``title``, ``caption`` and ``spec`` (Vega-Lite).

    Raises
    ------
    UsageError
        If there is no such chart.
    """
    if name not in CHARTS:
        raise UsageError(unknown("chart", name, CHARTS))
    title, caption = CHARTS[name]
    module = import_module(f"emergestudy.charts.{name}")
    spec = getattr(module, f"{name}_chart")(works)
    return {"title": title, "caption": caption, "spec": spec}
