"""JSON that is easy to read in a diff: short lines, small values on one line, stable order."""

from __future__ import annotations

import json
import re
from math import isinf
from typing import Any

from backend.budgets import JSON_DEPTH
from backend.errors import DocumentError

LINE_WIDTH = 100
MAX_PIECE_LENGTH = 90


def to_text(value: Any, indent: int = 0, used: int = 0) -> str:
    """A value as JSON: on one line where it fits after the ``used`` columns, else one item a line."""
    # Each level is printed once more by all levels around it; documents are only a few levels deep.
    flat = to_line(value)
    if len(flat) + max(indent, used) < LINE_WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        keys = [f"{inner}{to_line(key)}: " for key in value]
        items = [key + to_text(item, indent + 2, len(key)) for key, item in zip(keys, value.values())]
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inner + to_text(item, indent + 2) for item in value) + "\n" + " " * indent + "]"


def to_line(value: Any) -> str:
    """A value as JSON on one line: a tenth of the work, for what only programs read."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def in_short_lines(text: str) -> str | list[str]:
    """A long text as pieces that can be joined again, broken after line ends and spaces."""
    if len(text) <= MAX_PIECE_LENGTH and "\n" not in text:
        return text
    pieces: list[str] = []
    for paragraph in text.splitlines(keepends=True):
        pieces.append("")
        for word in re.findall(r"\S*\s*", paragraph):
            if pieces[-1] and len(pieces[-1]) + len(word.rstrip()) > MAX_PIECE_LENGTH:
                pieces.append("")
            pieces[-1] += word
    return pieces


def from_text(text: str) -> Any:
    """Parses JSON strictly; raises `DocumentError` with line and column, never anything else."""
    try:
        # Python's parser accepts NaN and Infinity, which JSON does not have, makes infinity of numbers like 1e999,
        # which could not be saved again, and keeps the last of several equal keys.
        value = json.loads(text, parse_constant=_refuse_number, parse_float=_finite, object_pairs_hook=_unique)
        if "\\ud" in text.lower():  # half a character, which no file could be written with
            to_line(value).encode()
        require_shallow(value)
        return value
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}; is the file cut off?"
        ) from None
    except UnicodeEncodeError:
        raise DocumentError("it contains a string with half a character (an unpaired surrogate)") from None
    except RecursionError:
        raise DocumentError(TOO_DEEP) from None
    except ValueError:
        raise DocumentError("not valid JSON: a number has more digits than a document can hold") from None


TOO_DEEP = f"the JSON is nested more than {JSON_DEPTH.limit} levels deep ({JSON_DEPTH.why}): {JSON_DEPTH.advice}"


def require_shallow(value: Any) -> None:
    """Raises `DocumentError` for lists and objects that are nested deeper than the budget allows."""
    # Level by level: whoever counts by calling itself is ended by what it is to refuse.
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(JSON_DEPTH.limit):
        inner = [item.values() if isinstance(item, dict) else item for item in level]
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
        if not level:
            return
    raise DocumentError(TOO_DEEP)


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        _refuse_number(text)
    return number


def _refuse_number(text: str) -> None:
    raise DocumentError(f"not valid JSON: {text[:60]} is not a number that a document can hold")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DocumentError(f"not valid JSON: the field {key[:60]!r} appears twice in one object")
        found[key] = value
    return found
