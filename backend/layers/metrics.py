"""Metrics of a model. Each is a sum over batches and a value computed from that sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Role, Shaped, ShapeError, Site, Takes, Types
from backend.declare.parameters import Flag, Integer, Parameter
from backend.layers.losses.classification import BLANK, ctc_arguments, ctc_shape
from backend.layers.losses.common import (
    PREDICTION,
    TARGET,
    class_shape,
    flat_classes,
    real_steps,
    value_shape,
)
from backend.layers.shared.source import mask_of, printed


def _class_metric(name: str, *names: str, sums: str = "") -> Callable[[Site], Code]:
    """``sums`` names the metric whose sums are used, where they are those of another."""

    def write(site: Site) -> Code:
        prediction, target, helpers = flat_classes(site)
        extra = "".join(f", {printed(site.values[parameter])}" for parameter in names)
        adds = f"{sums or name}_sums"
        result = f"{adds}({prediction}, {target}{extra})"
        return Code({"sums": result}, helpers=(*helpers, adds, f"{name}_value"))

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
    # The mask is passed on, not applied: the steps that it selects would no
    # longer tell which sequence they are from.
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


def metric_layer(
    type_name: str,
    name: str,
    summary: str,
    formula: str,
    shape: Callable[[Values, Types], Shaped],
    write: Callable[[Site], Code],
    *parameters: Parameter,
    higher_is_better: bool = True,
    in_units: bool = False,
    takes: Takes | None = None,
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
        takes=takes,
    )


LAYERS.add(
    metric_layer(
        "accuracy",
        "Accuracy",
        "The fraction of samples (or real steps) whose highest score is the true class.",
        "mean of [argmax prediction = target]",
        class_shape,
        _class_metric("accuracy"),
        synonyms=("acc", "correct"),
    ),
    metric_layer(
        "top_k",
        "Top-k accuracy",
        "The fraction of samples whose true class is among the k highest scores.",
        "mean of [target is among the k highest of prediction]",
        class_shape,
        _class_metric("top_k", "k"),
        Integer(name="k", default=5, minimum=1, maximum=1000, meaning="number of highest scores that count"),
        synonyms=("top5", "top-5"),
    ),
    metric_layer(
        "f1",
        "F1",
        "The harmonic mean of precision and recall, averaged over the classes that occur.",
        "mean over classes of 2 tp / (2 tp + fp + fn)",
        class_shape,
        _class_metric("f1"),
        synonyms=("f-score",),
    ),
    metric_layer(
        "precision",
        "Precision",
        "The fraction of predictions of a class that are correct, averaged over the classes that occur.",
        "mean over classes of tp / (tp + fp)",
        class_shape,
        _class_metric("precision", sums="f1"),
        synonyms=("positive predictive value",),
    ),
    metric_layer(
        "recall",
        "Recall",
        "The fraction of each class that is found, averaged over the classes that occur.",
        "mean over classes of tp / (tp + fn)",
        class_shape,
        _class_metric("recall", sums="f1"),
        synonyms=("sensitivity", "hit rate", "balanced accuracy"),
    ),
    metric_layer(
        "mean_iou",
        "Mean IoU",
        "The overlap of predicted and true regions, averaged over the classes that occur.",
        "mean over classes of tp / (tp + fp + fn)",
        class_shape,
        _class_metric("mean_iou", sums="f1"),
        synonyms=("intersection over union", "jaccard", "segmentation", "miou"),
    ),
    metric_layer(
        "perplexity",
        "Perplexity",
        "The effective number of equally likely tokens that the model chooses from; 1 is perfect.",
        "e^(mean of -log softmax(prediction)[target])",
        class_shape,
        _class_metric("perplexity"),
        higher_is_better=False,
        takes=Takes.CLASS_SCORES,
        synonyms=("language model", "bits per character", "surprise"),
    ),
    metric_layer(
        "exact_match",
        "Exact match",
        "The fraction of sequences in which every real step is correct.",
        "mean over sequences of [all steps correct]",
        _sequence_shape,
        _exact_match,
        synonyms=("sentence accuracy", "sequence accuracy"),
    ),
    metric_layer(
        "binary_accuracy",
        "Binary accuracy",
        "The fraction of yes-or-no answers whose score (logit) has the correct sign.",
        "mean of [(prediction > 0) = (target > ½)]",
        value_shape,
        _value_metric("binary_accuracy"),
        takes=Takes.BINARY_SCORES,
        synonyms=("acc", "yes no"),
    ),
    metric_layer(
        "mae",
        "MAE",
        "The mean absolute error, in the units of the data.",
        "mean of |prediction - target|",
        value_shape,
        _value_metric("mae"),
        higher_is_better=False,
        in_units=True,
        synonyms=("mean absolute error", "regression"),
    ),
    metric_layer(
        "rmse",
        "RMSE",
        "The root of the mean squared error, in the units of the data.",
        "√(mean of (prediction - target)²)",
        value_shape,
        _value_metric("rmse"),
        higher_is_better=False,
        in_units=True,
        synonyms=("root mean squared error", "regression"),
    ),
    metric_layer(
        "r2",
        "R²",
        "The fraction of the target's variance that the prediction explains; 1 is perfect.",
        "1 - Σ (prediction - target)² / Σ (target - mean target)²",
        value_shape,
        _value_metric("r2"),
        in_units=True,
        synonyms=("r squared", "coefficient of determination", "regression"),
    ),
)


CTC = Flag(name="ctc", default=True, meaning="decodes scores as CTC does: merges repeats and removes blanks")


def _errors_shape(values: Values, types: Types) -> Shaped:
    if values.ctc:
        return ctc_shape(values, types)
    if not types["prediction"].steps:
        advice = "use Accuracy"
        raise ShapeError("rank", "compares sequences and needs scores for each step", advice, "prediction")
    return class_shape(values, types)


def _write_errors(site: Site) -> Code:
    # Without CTC prediction and target share their steps, so that one of the lengths says it all.
    arguments = ctc_arguments(site) if site.values.ctc else ctc_arguments(site, ("target",))
    blank = f", blank={site.values.blank}" if site.values.ctc else ""
    return Code(
        {"sums": f"token_error_sums({arguments}{blank})"},
        helpers=("token_error_sums", "token_error_value"),
    )


LAYERS.add(
    metric_layer(
        "token_error_rate",
        "Token error rate",
        "The insertions, deletions and replacements that correct the answer, per token of the target.",
        "edits / tokens of the target  [Levenshtein 1966]",
        _errors_shape,
        _write_errors,
        CTC,
        replace(BLANK, meaning="the index of the blank class of CTC, which is that of the loss"),
        higher_is_better=False,
        synonyms=("edit distance", "levenshtein", "wer", "cer", "character error rate", "word error rate"),
    ),
)
