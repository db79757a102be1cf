"""Keeps an error in a plug-in's own code from stopping the program: it becomes a sentence about its layer."""

from __future__ import annotations

from dataclasses import replace

from backend.declare.declaration import Values
from backend.declare.layer import Code, Layer, Shaped, ShapeError, Site, Types
from backend.errors import LoomError


def sheltered(layer: Layer) -> Layer:
    """The same layer, whose shape rule, code and card words raise nothing but what the program expects."""
    own = _Sheltered(layer)
    return replace(layer, shape=own.shape, write=own.write, summarise=own.summarise)


class _Sheltered:
    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def shape(self, values: Values, types: Types) -> Shaped:
        try:
            shaped = self._layer.shape(values, types)
            missing = {port.name for port in self._layer.outputs} - shaped.outputs.keys()
        except ShapeError:
            raise
        except Exception as error:
            raise self._unchecked(f"fails with {_words(error)}") from error
        if missing:
            raise self._unchecked(f"tells no type of its output {min(missing)!r}")
        return shaped

    def write(self, site: Site) -> Code:
        assert self._layer.write is not None
        try:
            return self._layer.write(site)
        except LoomError:
            raise
        except Exception as error:
            raise LoomError(
                f"{self._layer.name} {site.name!r} can't be written, as its plug-in {self._layer.plugin!r} "
                f"fails with {_words(error)}: tell its author, or take the layer out"
            ) from error

    def summarise(self, values: Values) -> str:
        try:
            return str(self._layer.summarise(values))
        except Exception:
            return ""

    def _unchecked(self, what: str) -> ShapeError:
        expected = f"can't be checked, as the shape rule of its plug-in {self._layer.plugin!r} {what}"
        return ShapeError("plug-in", expected, "tell its author, or take the layer out", port="")


def _words(error: Exception) -> str:
    text = (str(error).splitlines() or [""])[0][:120]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
