"""Typed parameters: one declaration feeds validation, forms, the file schema, the reference and the tests."""

from backend.declare.parameters.lengths import Length, Sizes, is_symbol
from backend.declare.parameters.parameter import Json, Parameter, ParameterError
from backend.declare.parameters.several import Integers, Numbers, Texts
from backend.declare.parameters.single import Choice, FilePath, Flag, Integer, Number, Text, is_integer

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
