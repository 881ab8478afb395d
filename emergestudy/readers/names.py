"""Which model a score is of: names from paths, steps, seeds and families.

Readers give a model as its tool names it, in full: a path or a name on a hub,
``@revision`` where there is one, ``+ adapter`` for an adapter on a base, ``# how`` for
what may be another model of that name, such as a quantized one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from emergestudy.errors import UsageError, unknown
from emergestudy.readers.files import TIMES

ADAPTER, VARIANT = " + ", " # "
_WORD = r"(?<![a-z0-9])"
_END = r"(?![a-z0-9]|\.\d)"
# A step, and behind one that is counted in thousands perhaps tokens: step-1431k-3T.
STEP = re.compile(
    rf"(?i){_WORD}(?:(?:global[-_]?)?(?:step|iter|iteration|checkpoint|ckpt|chkpt)s?[-_=]?"
    rf"|ba(?=\d{{3}}))(\d{{1,12}})(?:([km])(?:[-_](\d+(?:\.\d+)?)([bt]))?)?{_END}",
)
TOKENS = re.compile(
    rf"(?i){_WORD}(?:tok(?:en)?s?[-_=]?(\d+(?:\.\d+)?)([kmbt])"
    rf"|(\d+(?:\.\d+)?)([kmbt])(?:[-_]?tok(?:en)?s?|(?-i:(?<=B)T))){_END}",
)
EPOCH = re.compile(r"ep(?:och)?[-_=]?(\d{1,6})()()()", re.IGNORECASE)
# A folder that may be a checkpoint; not a date.
NUMBERED = re.compile(r"(?!20\d{6}(?!\d))(\d{2,12})(?:[-_]hf)?", re.IGNORECASE)
SEED = re.compile(rf"{_WORD}seed[-_=]?(\d{{1,9}}){_END}", re.IGNORECASE)
# 160m, 1.4B, 1b1, -1_8b, 8x7B, A2.7B (the active parameters), 1.3 billion.
SIZE = re.compile(
    r"(?i)(?<![a-z0-9.])a?(?:\d+x)?(?:\d+(?:\.\d+)?|(?<=-)\d+_\d+|(?<![^\s])\d+_\d+)"
    rf"\s?(?:[bm]\d+|[mbt]|million|billion){_END}",
)
THOUSANDS = re.compile(rf"{_WORD}\d+(?:\.\d+)?k{_END}", re.IGNORECASE)
SIZE_WORD = re.compile(
    rf"(?i){_WORD}(?:nano|micro|tiny|mini|small|base|medium|large|x-?large|xx-?large|huge|"
    rf"giant|xxl|xl|xs){_END}",
)
GAPS = re.compile(r"[-_\s]{2,}|^[-_\s]+|[-_\s]+$")
HASH = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{7,64}", re.IGNORECASE)
# Parts of paths that say nothing of the model in them.
PLAIN = set(
    """model models snapshots main hf huggingface transformers final last latest best
    checkpoint checkpoints ckpt ckpts weights output outputs merged export exported
    results result eval evals evaluation refs pr .""".split()  # noqa: SIM905
)


class Name(NamedTuple):
    """What a model is called, and what else its path tells."""

    model: str
    step: float | None
    seed: str | None
    tokens: float | None  # as a name rounds them


class _Parts(NamedTuple):
    path: tuple[str, ...]
    adapter: tuple[str, ...]
    rest: str  # of the revision, without its step
    tail: str  # parts that say nothing of a model, unless two differ in them


def name_models(given: Iterable[str], sizes: Mapping = {}) -> dict[str, Name]:
    """Name models by the shortest part of what tools call them that tells them apart.

    They call them by paths and names in full, for instance ``a/b@step1000`` or
    ``/exp/zed-1B/checkpoint-500``. Checkpoints and seeds of one run share a name; all
    others differ in it. Folders called by numbers are checkpoints if they are three or
    more of one folder and of one size, as far as ``sizes`` (parameters) are known.
    """
    split = {one: _split(one) for one in dict.fromkeys(given)}
    _number_steps(split, sizes)
    names = _shortest({parts.path for parts, *_ in split.values()})
    adapters = _shortest({parts.adapter for parts, *_ in split.values()})
    rests, tails, ends = defaultdict(set), defaultdict(set), defaultdict(set)
    for parts, *_ in split.values():
        rests[parts[:2]].add(parts.rest)
        tails[parts[:3]].add(parts.tail)
        ends[parts.path, parts.adapter[-1:]].add(parts.adapter)
    staged = any(len(several) > 1 for several in rests.values())
    found = {}
    for one, (parts, *told) in split.items():
        name = names[parts.path]
        if len(tails[parts[:3]]) > 1 and parts.tail:
            name = f"{name}/{parts.tail}"
        if staged and parts.rest:
            name = f"{name} {parts.rest}"
        if parts.adapter:
            alone = len(ends[parts.path, parts.adapter[-1:]]) == 1
            name += ADAPTER + (parts.adapter[-1] if alone else adapters[parts.adapter])
        found[one] = Name(name, *told)
    return found


def _number_steps(split: dict[str, tuple], sizes: Mapping[str, float]) -> None:
    """Take numbers at the end of paths for steps where several stand in one folder."""
    inside = defaultdict(dict)
    for one, (parts, step, *_) in split.items():
        number = NUMBERED.fullmatch(parts.path[-1])
        if number and step is None and parts.path[1:]:
            inside[_telling(parts.path[:-1])][one] = int(number[1])
    for path, steps in inside.items():
        if len(steps) > 2 and len({*map(sizes.get, steps)}) == 1:
            for one, step in steps.items():
                split[one] = (split[one][0]._replace(path=path), step, *split[one][2:])


def _split(given: str) -> tuple[_Parts, float | None, str | None, float | None]:
    given, _, variant = given.partition(VARIANT)
    base, _, adapter = given.partition(ADAPTER)
    place, at, revision = base.rpartition("@")
    place, revision = (place, revision) if at and place else (base, "")
    found: dict[str, re.Match] = {}

    def cut(text: str) -> str:
        """Take steps, seeds and tokens out of a text."""
        for kind, form in (("step", STEP), ("tokens", TOKENS), ("seed", SEED)):
            for match in form.finditer(text):
                found[kind] = match
            text = form.sub("", text)
        if epoch := EPOCH.fullmatch(text := _closed(text)):
            found.setdefault("step", epoch)
        return text

    parts = [tuple(filter(None, map(cut, _path(text)))) for text in (place, adapter)]
    # What is no path or has nothing else in it stays as it is.
    whole = tuple(part for part in parts[0] if not EPOCH.fullmatch(part)) or parts[0]
    path = _telling(whole) or (place,)
    tail = "/".join([*whole[len(path) :], *([variant] if variant else [])])
    rest = cut(revision)
    rest = "" if rest.lower() in PLAIN or HASH.fullmatch(rest) else rest
    step = tokens = None
    if "step" in found:
        count, times, seen, unit = found["step"].groups()
        step = int(count) * TIMES[(times or "").lower()]
        tokens = float(seen) * TIMES[unit.lower()] if seen else None
    if "tokens" in found:
        count, unit = [g for g in found["tokens"].groups() if g]
        tokens = float(count) * TIMES[unit.lower()]
    seed = found["seed"][1] if "seed" in found else None
    return _Parts(path, _telling(parts[1]), rest, tail), step, seed, tokens


def _path(text: str) -> list[str]:
    """Return the parts of a path or of a name on a hub; a name with spaces is whole."""
    path = text.replace("\\", "/")
    if "/" not in path or (
        re.search(r"\s", path) and not re.match(r"[/.~]|\w:/", path)
    ):
        return [text] if text else []
    # A hub's cache holds models--OWNER--NAME/snapshots/HASH.
    hub = r"(^|/)models--([^/]+)"
    path = re.sub(hub, lambda m: m[1] + m[2].replace("--", "/"), path)
    return [part for part in re.split("(?<!<)/", path) if part not in ("", ".", "..")]


def _telling(parts: Sequence[str]) -> tuple[str, ...]:
    """Drop parts at the end that say nothing of the model, unless all do."""
    kept = [part for part in parts if part]
    while kept and (kept[-1].lower() in PLAIN or HASH.fullmatch(kept[-1])):
        kept.pop()
    return tuple(kept or [part for part in parts if part][-1:])


def _shortest(paths: set[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    by_last = defaultdict(list)
    for path in sorted(paths):
        by_last[path[-1] if path else ""].append(path)
    names = {}
    for last, group in by_last.items():
        for path in group:
            names[path] = last if len(group) == 1 else _told_apart(path, group)
    used = Counter(names.values())
    for path, name in names.items():
        inside = len(path) > 1 and path[-2] in used and name == path[-1]
        if used[name] > 1 or inside:
            names[path] = "/".join(path[-2:] if inside else path)
    return names


def _told_apart(path: tuple[str, ...], group: list[tuple[str, ...]]) -> str:
    """Name one of several models whose paths end in the same part."""
    for depth in range(2, max(map(len, group)) + 1):
        before = [one[-depth] if len(one) >= depth else "" for one in group]
        if len(set(before)) == len(group):
            part = path[-depth] if len(path) >= depth else ""
            break
    else:
        return "/".join(path)
    sized = SIZE.search(part) and not SIZE.search(path[-1])
    if not part or sized or not (len(path) == 2 or SIZE.search(path[-1])):
        return part or path[-1]
    return f"{part}/{path[-1]}"


def _closed(text: str) -> str:
    """Close the gap that a part taken out of a name leaves."""
    left = GAPS.sub(lambda m: "" if m[0] in (text[:1], text[-1:]) else m[0][0], text)
    return left.strip("-_ ")


def families(params: Mapping[str, Iterable[float]]) -> dict[str, str]:
    """Return what models of different sizes share in their names.

    A family is a name without its size: ``160m``, ``1b1``, ``8x7B``, or, in a name
    without a number, a word such as ``large``. Names that differ in capitals are one.
    Words stay where all models that they tell apart have the same number of ``params``,
    of which those known are given by model.
    """
    stems, words = {}, defaultdict(list)
    for model in params:
        stems[model] = _without(SIZE, model)
        if stems[model] == model:
            words[_without(SIZE_WORD, model).lower()].append(model)
            stems[model] = _without(THOUSANDS, model)
    for alike in words.values():
        sizes = [{n for n in params[model] if n > 0} for model in alike]
        if len(alike) == 1 or not all(sizes) or len(set().union(*sizes)) > 1:
            shorter = {model: _without(SIZE_WORD, model) for model in alike}
            stems |= {model: s for model, s in shorter.items() if s != model}
    count = Counter(stems.values())
    spelling = {}
    for stem in sorted(count, key=lambda s: (-count[s], s)):
        spelling.setdefault(stem.lower(), stem or "models")
    return {model: spelling[stem.lower()] for model, stem in stems.items()}


def _without(form: re.Pattern, model: str) -> str:
    """Take sizes out of a name, of a base and of its adapter by itself."""
    return ADAPTER.join(_closed(form.sub("", part)) for part in model.split(ADAPTER))


def given_families(texts: Sequence[str], models: Iterable[str]) -> dict[str, str]:
    """Read families written as ``PATTERN=NAME``, or as ``NAME`` for all models.

    `UsageError` if a pattern fits no model or a name is empty.
    """
    models, found = list(models), {}
    for text in texts:
        pattern, equals, name = text.rpartition("=")
        pattern = pattern.strip().lower() if equals else "*"
        fit = [m for m in models if fnmatchcase(m.lower(), pattern)]
        if not name.strip() or not pattern:
            cure = "write PATTERN=NAME, for instance 'toy-*=toy', or NAME for all"
            raise UsageError(f"--family {text!r} is not understood; {cure} models")
        if not fit:
            raise UsageError("--family: " + unknown("model", pattern, models))
        found |= dict.fromkeys(fit, name.strip())
    return found
