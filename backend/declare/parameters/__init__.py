"""Typed parameters: one declaration feeds validation, forms, the file schema, the reference and the tests."""

from backend.declare.parameters.numbers import (
    Integer,
    Integers,
    Length,
    Number,
    Numbers,
    Sizes,
    is_integer,
    is_symbol,
)
from backend.declare.parameters.parameter import (
    Choice,
    FilePath,
    Flag,
    Json,
    Parameter,
    ParameterError,
    Text,
    Texts,
)

__all__ = [
    "Choice",
    "FilePath",
    "Flag",
    "Integer",
    "Integers",
    "Json",
    "Length",
    "Number",
    "Numbers",
    "Parameter",
    "ParameterError",
    "Sizes",
    "Text",
    "Texts",
    "is_integer",
    "is_symbol",
]
