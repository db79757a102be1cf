"""Metrics: figures that people judge a model by. Each is a sum over batches and a number made of the sum.

The functions are plain torch in `backend.runtime.metrics`; exported files carry those that they use.
"""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Role, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer, Parameter
from backend.layers.losses import PREDICTION, TARGET, class_axis, class_shape, real_steps, value_shape
from backend.layers.writing import mask_of


def _flat_classes(site: Site) -> tuple[str, str, tuple[str, ...]]:
    """Scores ``(items, classes)`` and indices ``(items,)``."""
    prediction, target, helpers = real_steps(site)
    received = site.types["prediction"]
    if received.rank == 2 or helpers:
        return prediction, target, helpers
    if class_axis(received) == 1:
        prediction = f"{prediction}.movedim(1, -1)"
    return f"{prediction}.flatten(0, -2)", f"{target}.flatten()", helpers


def _class_metric(name: str, *names: str) -> Callable[[Site], Code]:
    def write(site: Site) -> Code:
        prediction, target, helpers = _flat_classes(site)
        extra = "".join(f", {site.values[parameter]!r}" for parameter in names)
        return Code({"sums": f"{name}_sums({prediction}, {target}{extra})"}, helpers=(*helpers, *_pair(name)))

    return write


def _value_metric(name: str) -> Callable[[Site], Code]:
    def write(site: Site) -> Code:
        prediction, target, helpers = real_steps(site)
        return Code({"sums": f"{name}_sums({prediction}, {target})"}, helpers=(*helpers, *_pair(name)))

    return write


def _exact_match(site: Site) -> Code:
    prediction, target = site.arguments["prediction"], site.arguments["target"]
    if site.types["prediction"].ragged is None:
        return Code({"sums": f"exact_match_sums({prediction}, {target})"}, helpers=_pair("exact_match"))
    mask = mask_of(site, "target")
    helpers = ("step_mask", *_pair("exact_match"))
    return Code({"sums": f"exact_match_sums({prediction}, {target}, {mask})"}, helpers=helpers)


def _pair(name: str) -> tuple[str, str]:
    return f"{name}_sums", f"{name}_value"


def _sequence_shape(values: Values, types: Types) -> Shaped:
    if not types["prediction"].steps:
        raise ShapeError(
            "rank", "compares whole sequences and needs scores for each step", "use Accuracy", "prediction"
        )
    return class_shape(values, types)


def _metric(
    type_name: str,
    name: str,
    summary: str,
    formula: str,
    shape: Callable[[Values, Types], Shaped],
    write: Callable[[Site], Code],
    *parameters: Parameter,
    higher_is_better: bool = True,
    in_units: bool = False,
    synonyms: tuple[str, ...] = (),
) -> Layer:
    return Layer(
        type=type_name,
        name=name,
        category=Category.METRIC,
        role=Role.METRIC,
        glyph="metric",
        summary=summary,
        formula=formula,
        synonyms=("metric", "score", *synonyms),
        parameters=parameters,
        inputs=(PREDICTION, TARGET),
        outputs=(),
        shape=shape,
        write=write,
        higher_is_better=higher_is_better,
        in_units=in_units,
    )


LAYERS.add(
    _metric(
        "accuracy",
        "Accuracy",
        "The part of samples (or real steps) whose highest score is the right class.",
        "mean [argmax prediction = target]",
        class_shape,
        _class_metric("accuracy"),
        synonyms=("acc", "correct"),
    ),
    _metric(
        "top_k",
        "Top-k accuracy",
        "The part of samples whose right class is among the k highest scores.",
        "mean [target ∈ k highest of prediction]",
        class_shape,
        _class_metric("top_k", "k"),
        Integer(name="k", default=5, minimum=1, maximum=1000, meaning="how many guesses count"),
        synonyms=("top5", "top-5"),
    ),
    _metric(
        "f1",
        "F1",
        "The harmonic mean of precision and recall, averaged over the classes that occur.",
        "mean over classes of 2 tp / (2 tp + fp + fn)",
        class_shape,
        _class_metric("f1"),
        synonyms=("precision", "recall", "f-score"),
    ),
    _metric(
        "exact_match",
        "Exact match",
        "The part of sequences in which every real step is right.",
        "mean over sequences of [all steps right]",
        _sequence_shape,
        _exact_match,
        synonyms=("sentence accuracy", "sequence accuracy"),
    ),
    _metric(
        "binary_accuracy",
        "Binary accuracy",
        "The part of yes-or-no answers whose score (logit) has the right sign.",
        "mean [(prediction > 0) = (target > ½)]",
        value_shape,
        _value_metric("binary_accuracy"),
        synonyms=("acc", "yes no"),
    ),
    _metric(
        "mae",
        "MAE",
        "Mean absolute error, in the units of the data.",
        "mean |prediction - target|",
        value_shape,
        _value_metric("mae"),
        higher_is_better=False,
        in_units=True,
        synonyms=("mean absolute error", "regression"),
    ),
    _metric(
        "rmse",
        "RMSE",
        "Root of the mean squared error, in the units of the data.",
        "√ mean (prediction - target)²",
        value_shape,
        _value_metric("rmse"),
        higher_is_better=False,
        in_units=True,
        synonyms=("root mean squared error", "regression"),
    ),
    _metric(
        "r2",
        "R²",
        "How much of the target's variance the prediction explains; 1 is all of it.",
        "1 - Σ (prediction - target)² / Σ (target - mean target)²",
        value_shape,
        _value_metric("r2"),
        in_units=True,
        synonyms=("r squared", "coefficient of determination", "regression"),
    ),
)
