"""Reductions, splits, products, picking, order, values of no input, spectra."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.layer_proofs.references import Reference, Results, Tensors, only, per_axis, plain, require, several


def _axes(words: str, x: Tensor, steps: bool) -> tuple[int, ...]:
    channels = 2 if steps else 1
    bounds = {
        "last": (max(channels, x.dim() - 1), x.dim()),
        "channels": (channels, min(channels + 1, x.dim())),
        "space": (channels + 1, x.dim()),
        "steps": (1, channels),
        "all": (1, x.dim()),
    }
    axes = tuple(range(*bounds[words]))
    require(bool(axes))
    return axes


def reduce(v: Values, tensors: Tensors, steps: bool) -> Results:
    """Along one axis made of all that are taken together."""
    x = only(tensors)
    axes = _axes(v.axes, x, steps)
    require(v.kind != "product" or len(axes) == 1)
    flat = x.movedim(axes, tuple(range(-len(axes), 0))).flatten(-len(axes))
    result: Tensor = {
        "sum": lambda: flat.sum(-1),
        "mean": lambda: flat.mean(-1),
        "max": lambda: flat.max(-1).values,
        "min": lambda: flat.min(-1).values,
        "deviation": lambda: (flat - flat.mean(-1, keepdim=True)).square().mean(-1).sqrt(),
        "product": lambda: flat.prod(-1),
    }[v.kind]()
    if v.keep:
        result = result.reshape([1 if axis in axes else size for axis, size in enumerate(x.shape)])
    return {"out": result}


def argmax(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    (axis,) = _axes(v.axis, x, steps)
    return {"out": x.max(axis).indices}


def split(count: int) -> Reference:
    def reference(v: Values, tensors: Tensors, _: bool) -> Results:
        x = only(tensors)
        axis = range(x.dim())[v.axis]
        require(axis > 0)
        sizes = v.sizes or [x.shape[axis] // count] * count
        require(sum(sizes) == x.shape[axis] and len(sizes) == count and min(sizes) > 0)
        starts = [sum(sizes[:i]) for i in range(count)]
        parts = [x.narrow(axis, start, size) for start, size in zip(starts, sizes)]
        return {f"out{i}": part for i, part in enumerate(parts, 1)}

    return reference


def matrix(v: Values, tensors: Tensors, _: bool) -> Results:
    left, right = tensors["left"], tensors["right"]
    require(left.dim() == right.dim() > 2 and left.shape[:-2] == right.shape[:-2])
    left = left.mT if v.transpose_left else left
    right = right.mT if v.transpose_right else right
    require(left.shape[-1] == right.shape[-2])
    return {"out": (left.unsqueeze(-1) * right.unsqueeze(-3)).sum(-2)}


def einsum(v: Values, tensors: Tensors, _: bool) -> Results:
    inputs, result = v.equation.split("->")
    terms = inputs.split(",")
    require(len(terms) == 2 and terms[0][0] == terms[1][0] == result[0])
    left, right = tensors["left"], tensors["right"]
    require(left.dim() == len(terms[0]) and right.dim() == len(terms[1]))
    for letter in set(terms[0]) & set(terms[1]):
        require(left.shape[terms[0].index(letter)] == right.shape[terms[1].index(letter)])
    return {"out": torch.einsum(v.equation, left, right)}


def bilinear(v: Values, xs: list[Tensor], _: bool) -> Any:
    left, right = xs
    require(left.dim() > 1 and right.dim() > 1)
    return nn.Bilinear(left.shape[-1], right.shape[-1], v.units, v.bias)(left, right)


def cosine(_: Values, xs: list[Tensor], __: bool) -> Tensor:
    left, right = (F.normalize(x, dim=-1) for x in xs)
    require(xs[0].shape[-1] == xs[1].shape[-1])
    return (left * right).sum(-1).unsqueeze(-1)


def distance(v: Values, xs: list[Tensor], _: bool) -> Any:
    left, right = xs
    require(left.shape[-1] == right.shape[-1])
    return ((left - right + 1e-6).abs() ** v.power).sum(-1, keepdim=True) ** (1 / v.power)


def gather(_: Values, tensors: Tensors, __: bool) -> Results:
    x, index = tensors["in"], tensors["index"]
    require(index.dim() in (1, 2) and not index.is_floating_point() and x.dim() > 1)
    picked = torch.stack([sample.index_select(0, i.reshape(-1)) for sample, i in zip(x, index)])
    return {"out": picked.squeeze(1) if index.dim() == 1 else picked}


def embedding_bag(v: Values, x: Tensor) -> Any:
    require(x.dim() == 2)
    vectors = nn.EmbeddingBag(v.vocabulary or 1000, v.features).weight[x]
    return {"mean": vectors.mean(1), "sum": vectors.sum(1), "max": vectors.max(1).values}[v.mode]


def regions(v: Values, tensors: Tensors, _: bool) -> Results:
    """Each cell by itself, between the four pixels around its centre."""
    x, boxes = tensors["in"], tensors["boxes"]
    require(x.dim() == 4 and boxes.dim() == 3 and boxes.shape[2] == 4)
    rows, columns = per_axis(v.size, 2)
    out = torch.empty(len(x), boxes.shape[1], x.shape[1], rows, columns)
    cells = torch.cartesian_prod(*(torch.arange(k) for k in (len(x), boxes.shape[1], rows, columns)))
    for n, r, i, j in cells.tolist():
        left, top, right, bottom = boxes[n, r].tolist()
        at_x = (left + (right - left) * (j + 0.5) / columns) * x.shape[3] - 0.5
        at_y = (top + (bottom - top) * (i + 0.5) / rows) * x.shape[2] - 0.5
        out[n, r, :, i, j] = _between(
            x[n], max(0.0, min(at_y, x.shape[2] - 1)), max(0.0, min(at_x, x.shape[3] - 1))
        )
    return {"out": out}


def _between(x: Tensor, row: float, column: float) -> Tensor:
    y, z = int(row), int(column)
    below, beside = min(y + 1, x.shape[1] - 1), min(z + 1, x.shape[2] - 1)
    dy, dz = row - y, column - z
    upper = x[:, y, z] * (1 - dz) + x[:, y, beside] * dz
    lower = x[:, below, z] * (1 - dz) + x[:, below, beside] * dz
    return upper * (1 - dy) + lower * dy


def reverse(_: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    require(steps)
    return {"out": torch.stack(x.unbind(1)[::-1], 1)}


def flip(v: Values, x: Tensor) -> Tensor:
    axis = range(x.dim())[v.axis]
    require(axis > 0)
    return torch.stack(x.unbind(axis)[::-1], axis)


def total(v: Values, x: Tensor) -> Tensor:
    axis = range(x.dim())[v.axis]
    require(axis > 0)
    parts = x.unbind(axis)
    return torch.stack([torch.stack(parts[: i + 1]).sum(0) for i in range(len(parts))], axis)


def repeat(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = tensors["in"]
    require(x.dim() > 1 and (steps or "like" not in tensors))
    count = tensors["like"].shape[1] if "like" in tensors else v.steps
    return {"out": torch.stack([x] * count, 1)}


def learned(v: Values, x: Tensor) -> Tensor:
    require(not v.as_sequence or len(v.sizes) > 1)
    start: Tensor = 0.02 * torch.randn(1, *v.sizes) if v.start == "normal" else torch.zeros(1, *v.sizes)
    return torch.cat([start + (1 if v.start == "ones" else 0)] * len(x))


def constant(v: Values, x: Tensor) -> Any:
    require(not v.as_sequence or len(v.sizes) > 1)
    return torch.zeros(len(x), *v.sizes) + v.value


def _spectra(v: Values, x: Tensor) -> Any:
    """Each frame by its own Fourier sum."""
    wave = x.reshape(len(x), -1)
    half = v.window // 2
    padded = F.pad(wave, (half, half))
    hann = torch.hann_window(v.window, dtype=torch.float64)
    starts = range(0, padded.shape[1] - v.window + 1, v.hop)
    frames = torch.stack([padded[:, s : s + v.window].double() * hann for s in starts], 1)
    turns = torch.outer(torch.arange(half + 1), torch.arange(v.window)).double() * 2 * math.pi / v.window
    return (frames @ turns.cos().T).square() + (frames @ turns.sin().T).square()


def _logarithm(v: Values, spectra: Tensor) -> Any:
    return (spectra.clamp(min=1e-10).log() if v.logarithm else spectra).float()


def spectrogram(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    require(x.dim() == 3 and x.shape[2] == 1 if steps else x.dim() == 2)
    return {"out": _logarithm(v, _spectra(v, x))}


def mel_spectrogram(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    require(x.dim() == 3 and x.shape[2] == 1 if steps else x.dim() == 2)
    highest = v.highest or v.rate / 2
    require(2 * highest <= v.rate)
    top = 2595 * math.log10(1 + highest / 700)
    edges = [700 * (10 ** (top * i / (v.bands + 1) / 2595) - 1) for i in range(v.bands + 2)]
    filters = torch.zeros(v.window // 2 + 1, v.bands, dtype=torch.float64)
    for k in range(v.window // 2 + 1):
        hertz = k * v.rate / 2 / (v.window // 2)
        for b, (low, middle, high) in enumerate(zip(edges, edges[1:], edges[2:])):
            filters[k, b] = max(0.0, min((hertz - low) / (middle - low), (high - hertz) / (high - middle)))
    return {"out": _logarithm(v, _spectra(v, x) @ filters)}


SHAPING: dict[str, Reference] = {
    "reduce": reduce,
    "argmax": argmax,
    **{f"split{count}": split(count) for count in range(2, 9)},
    "matrix_product": matrix,
    "einsum": einsum,
    "bilinear": several(bilinear),
    "cosine_similarity": several(cosine),
    "distance": several(distance),
    "gather": gather,
    "embedding_bag": plain(embedding_bag),
    "region_pool": regions,
    "reverse_time": reverse,
    "flip": plain(flip),
    "cumulative_sum": plain(total),
    "repeat_steps": repeat,
    "learned_parameter": plain(learned),
    "constant": plain(constant),
    "stop_gradient": plain(lambda _, x: x.clone()),
    "gradient_reversal": plain(lambda _, x: x.clone()),
    "spectrogram": spectrogram,
    "mel_spectrogram": mel_spectrogram,
}
