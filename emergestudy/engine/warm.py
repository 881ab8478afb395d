"""See `emergestudy.running.engine`."""

from emergestudy.running.engine import WarmEngine

__all__ = ["WarmEngine"]
