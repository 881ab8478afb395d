"""A warm engine for papermill: notebooks run in forked children, one child a run."""

__all__ = ["WarmEngine"]


def __getattr__(name: str) -> object:
    if name != "WarmEngine":
        raise AttributeError(f"module 'emergestudy.engine' has no attribute {name!r}")
    from emergestudy.engine.warm import WarmEngine

    return WarmEngine
