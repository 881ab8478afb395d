"""Groups of tasks in results of the lm-evaluation-harness: parts and shots."""

from typing import Any

from emergestudy.ingest.values import number, table, text

DEEPEST = 20  # groups within groups


def parents(found: dict[str, Any]) -> dict[str, str]:
    """Return the group of each task or group that is part of one.

    Only groups with a score of their own count: parts of others stand for themselves.
    """
    results = table(found.get("results"), "results")
    above: dict[str, str] = {}
    for group, parts in _parts(found).items():
        metrics = results.get(group)
        scored = isinstance(metrics, dict) and any(
            number(value) is not None for value in metrics.values()
        )
        if scored:
            above |= {part: group for part in parts if part != group}
    return above


def shots_of(found: dict[str, Any], task: str, depth: int = 0) -> float | None:
    """Return the shots of a task; of a group, those that all its parts share."""
    told = number(table(found.get("n-shot"), "n-shot").get(task))
    parts = _parts(found).get(task, ())
    if told is not None or not parts or depth > DEEPEST:
        return told
    inside = {shots_of(found, part, depth + 1) for part in parts if part != task}
    return inside.pop() if len(inside) == 1 else None


def _parts(found: dict[str, Any]) -> dict[str, list[str]]:
    listed = table(found.get("group_subtasks"), "group_subtasks").items()
    return {
        group: [part for part in map(text, parts) if part]
        for group, parts in listed
        if isinstance(parts, list) and parts
    }
