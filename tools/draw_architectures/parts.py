"""Short words for the layers that architectures are mostly made of."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.sketch import Part, Parts

Window = int | list[int]


def layer(type_name: str, id: str = "", label: str = "", **parameters: Json) -> Part:
    """Any declared layer."""
    return Part(type_name, parameters, id, label)


def start(kind: str, **values: Json) -> dict[str, Json]:
    """An initialisation, as a layer or a document chooses it."""
    return {"type": kind, **values}


ZEROS = start("zeros")
TORCH = start("torch")
"""Keeps torch's own values against the document's."""


def _window(kernel: Window, stride: Window, padding: Json) -> dict[str, Json]:
    """What differs from the defaults of a convolution."""
    return {
        **({"kernel": kernel} if kernel != 3 else {}),
        **({"stride": stride} if stride != 1 else {}),
        **({"padding": padding} if padding != "same" else {}),
    }


def conv(
    filters: int, kernel: Window = 3, stride: Window = 1, padding: Json = "same", rank: int = 2, **others: Json
) -> Part:
    return Part(f"conv{rank}d", {"filters": filters, **_window(kernel, stride, padding), **others})


def depthwise(kernel: Window = 3, stride: Window = 1, padding: Json = "same", **others: Json) -> Part:
    return Part("depthwise_conv2d", {**_window(kernel, stride, padding), **others})


def pool(
    kernel: Window = 2, stride: Window | None = None, kind: str = "max", rank: int = 2, **others: Json
) -> Part:
    given: dict[str, Json] = {
        **({"kernel": kernel} if kernel != 2 else {}),
        **({"stride": stride} if stride is not None and stride != kernel else {}),
    }
    return Part(f"{kind}_pool{rank}d", {**given, **others})


def norm(rank: int = 2, **parameters: Json) -> Part:
    return Part(f"batch_norm{rank}d", parameters)


def dense(units: int, id: str = "", label: str = "", **others: Json) -> Part:
    return Part("dense", {"units": units, **others}, id, label)


def dropout(rate: float = 0.5) -> Part:
    return Part("dropout", {"rate": rate} if rate != 0.5 else {})


def relu() -> Part:
    return Part("relu")


def flatten() -> Part:
    return Part("flatten")


def conv_norm(
    filters: int, kernel: Window = 3, stride: Window = 1, padding: Json = "same", rank: int = 2, **others: Json
) -> Parts:
    """A convolution without bias, which the normalisation behind it brings."""
    return conv(filters, kernel, stride, padding, rank, bias=False, **others), norm(rank)


def conv_norm_relu(
    filters: int, kernel: Window = 3, stride: Window = 1, padding: Json = "same", rank: int = 2, **others: Json
) -> Parts:
    return conv_norm(filters, kernel, stride, padding, rank, **others), relu()


def enlarge(
    filters: int, kernel: Window = 2, stride: Window = 2, padding: Json = 0, rank: int = 2, **others: Json
) -> Part:
    """A transposed convolution; without anything said it doubles the size."""
    given: dict[str, Json] = {
        **({"kernel": kernel} if kernel != 2 else {}),
        **({"stride": stride} if stride != 2 else {}),
        **({"padding": padding} if padding != 0 else {}),
    }
    return Part(f"conv_transpose{rank}d", {"filters": filters, **given, **others})


def leaky(slope: float = 0.2) -> Part:
    return Part("leaky_relu", {"slope": slope})


def reshape(*dimensions: int, as_sequence: bool = False) -> Part:
    """A Reshape of each sample."""
    return Part("reshape", {"dimensions": list(dimensions), **({"as_sequence": True} if as_sequence else {})})
