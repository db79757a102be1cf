"""Values as they are written in Python source."""

from __future__ import annotations

from backend.declare.parameters import Json


def quoted(text: str) -> str:
    """A string literal in double quotes, or in single ones where that needs fewer backslashes."""
    # With a double quote in front, `repr` always puts single quotes around, whatever the text contains. What is
    # left is to undo its escapes of single quotes and to choose the quotes anew.
    inside = repr(f'"{text}')[2:-1].replace("\\'", "'")
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = inside.replace(quote, "\\" + quote)
    return f"{quote}{escaped}{quote}"


def literal(value: Json) -> str:
    """Source that evaluates to the value."""
    match value:
        case str():
            return quoted(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case tuple():
            return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)
