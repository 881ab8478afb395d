"""Turn what a reader typed into values of the declared types, or refuse it."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from emergestudy.errors import UsageError, unknown
from emergestudy.runner.parameters import Parameter

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def check_values(
    notebook: str, known: Sequence[Parameter], given: Mapping[str, object]
) -> dict[str, object]:
    """Check names, types and ranges of the parameters of a run.

    Parameters
    ----------
    notebook : str
        Name of the notebook, for the messages.
    known : sequence of Parameter
        What the notebook takes.
    given : mapping of str to object
        Texts from the command line, or values from a YAML file.

    Returns
    -------
    dict of str to object
        The given parameters with values of the declared types.

    Raises
    ------
    UsageError
        If a name is unknown or a value is not allowed; the message says what is.
    """
    by_name = {p.name: p for p in known}
    values = {}
    for name, value in given.items():
        if name not in by_name:
            if not by_name:
                raise UsageError(f"{notebook} takes no parameters")
            raise UsageError(unknown(f"parameter of {notebook}", name, by_name))
        values[name] = _convert(notebook, by_name[name], value)
    return values


def _convert(notebook: str, parameter: Parameter, value: object) -> object:
    try:
        if parameter.type == "list":
            result = _items(value)
            checked = [str(item) for item in result]
        else:
            result = _one(parameter.type, value)
            checked = [str(result)]
        bad = [c for c in checked if parameter.choices and c not in parameter.choices]
        if bad:
            return _refuse(notebook, parameter, bad[0])
        low, high = parameter.bounds
        if parameter.type in ("float", "int") and not low <= result <= high:
            raise ValueError
        return result
    except (ValueError, TypeError, OverflowError):
        return _refuse(notebook, parameter, value)


def _refuse(notebook: str, parameter: Parameter, value: object) -> None:
    near = get_close_matches(str(value), parameter.choices, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"allowed: {parameter.allowed}"
    raise UsageError(
        f"{notebook}: {parameter.name} cannot be {value!r}; {hint}"
    ) from None


def _one(kind: str, value: object) -> object:
    if kind == "bool":
        return value if isinstance(value, bool) else _WORDS[_lower(value)]
    if isinstance(value, (bool, list, dict)) or value is None:
        raise TypeError
    if kind == "int":
        number = float(value)
        if number != int(number):
            raise ValueError
        return int(number)
    return {"float": float, "str": str}[kind](value)


def _lower(value: object) -> str:
    text = str(value).lower()
    if text not in _WORDS:
        raise ValueError
    return text


def _items(value: object) -> list:
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(value, (list, tuple)):
        return list(value)
    raise TypeError
