"""Activations made of linear pieces."""

from __future__ import annotations

from dataclasses import replace

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number
from backend.layers.activation.activations import activation, called, called_with, same_type
from backend.layers.shared.source import Raw, call, differing, function

MAX_BOUND = 1e6
WIDTH = Number(
    name="width",
    default=0.5,
    minimum=0,
    maximum=MAX_BOUND,
    meaning="values whose magnitude is at most this become zero",
)


def _bounded(values: Values, types: Types) -> Shaped:
    if values.low >= values.high:
        raise ShapeError(
            "bounds",
            f"limits values to at least {values.low:g} and at most {values.high:g}, an empty range",
            "set low below high",
            port="",
        )
    return same_type(values, types)


def _hardtanh(site: Site) -> str:
    given = {"min_val": site.values.low, "max_val": site.values.high}
    return called_with("F.hardtanh", site, differing({"min_val": -1.0, "max_val": 1.0}, given))


def _threshold(site: Site) -> str:
    return call("F.threshold", Raw(site.x), site.values.threshold, site.values.value)


LAYERS.add(
    activation(
        type="relu6",
        name="ReLU6",
        summary="Like ReLU with an upper limit of 6: for quantised networks on mobile devices.",
        formula="y = min(max(0, x), 6)",
        write=called("F.relu6"),
        torch="torch.nn.ReLU6",
        synonyms=("rectifier", "mobile", "activation", "nonlinearity"),
    ),
    activation(
        type="hard_sigmoid",
        name="Hard sigmoid",
        summary="A fast approximation of the sigmoid, made of linear pieces.",
        formula="y = min(max(x / 6 + ½, 0), 1)",
        write=called("F.hardsigmoid"),
        torch="torch.nn.Hardsigmoid",
        synonyms=("gate", "mobile", "activation", "nonlinearity"),
    ),
    activation(
        type="hard_tanh",
        name="Hard tanh",
        summary="Keeps values between two bounds and clips the others to them.",
        formula="y = min(max(x, low), high)",
        write=function(_hardtanh),
        torch="torch.nn.Hardtanh",
        synonyms=("clip", "activation", "nonlinearity"),
        parameters=(
            Number(name="low", default=-1.0, minimum=-MAX_BOUND, maximum=MAX_BOUND, meaning="the lower bound"),
            Number(name="high", default=1.0, minimum=-MAX_BOUND, maximum=MAX_BOUND, meaning="the upper bound"),
        ),
        summarise=lambda v: f"{v.low:g} to {v.high:g}",
        shape=_bounded,
    ),
    activation(
        type="threshold",
        name="Threshold",
        summary="Keeps values above a threshold and replaces all others with a fixed value.",
        formula="y = x for x > threshold, else value",
        write=function(_threshold),
        torch="torch.nn.Threshold",
        synonyms=("cut off", "activation", "nonlinearity"),
        parameters=(
            Number(
                name="threshold",
                default=0.0,
                minimum=-MAX_BOUND,
                maximum=MAX_BOUND,
                meaning="values must exceed this to be kept",
            ),
            Number(
                name="value",
                default=0.0,
                minimum=-MAX_BOUND,
                maximum=MAX_BOUND,
                meaning="what replaces the others",
            ),
        ),
        summarise=lambda v: f"> {v.threshold:g}",
    ),
    activation(
        type="hard_shrink",
        name="Hard shrink",
        summary="Sets values near zero to zero and keeps the others: for sparse codes.",
        formula="y = x for |x| > width, else 0",
        write=function(lambda site: call("F.hardshrink", Raw(site.x), lambd=site.values.width)),
        torch="torch.nn.Hardshrink",
        synonyms=("sparse", "activation", "nonlinearity"),
        parameters=(WIDTH,),
        summarise=lambda v: f"{v.width:g}",
    ),
    activation(
        type="soft_shrink",
        name="Soft shrink",
        summary="Moves all values towards zero by the same amount: for sparse codes and denoising.",
        formula="y = x - width for x > width, x + width for x < -width, else 0",
        write=function(lambda site: call("F.softshrink", Raw(site.x), lambd=site.values.width)),
        torch="torch.nn.Softshrink",
        synonyms=("sparse", "denoise", "activation", "nonlinearity"),
        parameters=(replace(WIDTH, meaning="how far values are moved towards zero"),),
        summarise=lambda v: f"{v.width:g}",
    ),
)
