"""The columns of an ingested score, and the error of a file that cannot be one."""

from typing import TypedDict

from emergestudy.errors import StudyError


class BrokenFile(StudyError):
    """A file that is not what it should be; the text says what is wrong with it."""


class Score(TypedDict, total=False):
    """One score of one model; what a file does not say is left out.

    Attributes
    ----------
    model, family : str
        As the file names them; the family is what is left of a model's name without
        its size, unless the file or the side table gives one.
    params, tokens, step, loss : float
        Of the model; loss in nats per token.
    task, part_of, metric, setting : str
        ``part_of`` is the group with a score of its own that a task belongs to;
        ``setting`` is how it was asked, for instance ``few_shot``.
    n_shot, examples : float
        Examples in the prompt; examples the model was finetuned on.
    value, stderr : float
        In `unit`.
    unit : str
        ``fraction``, ``percent`` or ``other``.
    n_eval : float
        Test items behind the score.
    higher_is_better : bool
        Whether larger scores are better.
    file : str
        Where it was read.
    """

    model: str
    family: str
    params: float
    tokens: float
    step: float
    loss: float
    task: str
    part_of: str
    metric: str
    setting: str
    n_shot: float
    examples: float
    value: float
    stderr: float
    unit: str
    n_eval: float
    higher_is_better: bool
    file: str


COLUMNS = tuple(Score.__annotations__)
NUMBERS = (
    "params",
    "tokens",
    "step",
    "loss",
    "n_shot",
    "examples",
    "value",
    "stderr",
    "n_eval",
)
"""Columns that hold numbers; NaN where a file does not say."""
