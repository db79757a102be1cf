"""Which of the accepted parameters a declared function takes: those that its signature names."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

from backend.data.declarations import Deferred, Function


def plain(function: Function | Deferred) -> Function:
    """The function itself, imported where it was deferred."""
    return function.function if isinstance(function, Deferred) else function


def taken(function: Function | Deferred, available: Mapping[str, Any]) -> dict[str, Any]:
    """The available arguments that the function takes, in the order of its signature."""
    return {name: available[name] for name in signature(plain(function)).parameters if name in available}
