"""Regression losses: they compare predicted values with the true ones."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number, Numbers
from backend.declare.tensor_type import TensorType
from backend.layers.losses.common import (
    class_axis,
    loss_layer,
    mean_code,
    real_steps,
    require_same_lengths,
    torch_terms,
    value_loss,
    value_shape,
)
from backend.layers.shared.shapes import require_float
from backend.layers.shared.source import printed


def _quantile_shape(values: Values, types: Types) -> Shaped:
    """Element by element for one quantile; for several, a prediction of each against the one true value."""
    prediction, target = types["prediction"], types["target"]
    count = len(values.quantiles)
    if count == 1:
        return value_shape(values, types)
    require_float(prediction, "prediction")
    require_float(target, "target")
    if prediction.rank < 2 or prediction.sizes[class_axis(prediction)] != count:
        raise ShapeError(
            "quantiles",
            f"has {count} quantiles and needs a prediction for each",
            f"give the last layer {count} units",
            "prediction",
        )
    expected = _of_one(prediction)
    if target.sizes != expected.sizes:
        raise ShapeError(
            "shape",
            f"compares several predictions with one value {expected}",
            "use a target with one value",
            "target",
        )
    require_same_lengths(prediction, target)
    return Shaped({})


def _of_one(prediction: TensorType) -> TensorType:
    axis = class_axis(prediction)
    return prediction.with_sizes(*prediction.sizes[:axis], 1, *prediction.sizes[axis + 1 :])


def _quantile(site: Site) -> Code:
    prediction, target, helpers = real_steps(site)
    received = site.types["prediction"]
    quantiles = site.values.quantiles
    if len(quantiles) > 1 and class_axis(received) != received.rank - 1:
        prediction, target = f"{prediction}.movedim(1, -1)", f"{target}.movedim(1, -1)"
    terms = f"quantile_terms({prediction}, {target}, {printed(quantiles)})"
    return mean_code(terms, *helpers, "quantile_terms")


LAYERS.add(
    loss_layer(
        "mse",
        "Mean squared error",
        "For regression; large errors count most.",
        "torch.nn.functional.mse_loss",
        "mean of (prediction - target)²",
        value_shape,
        value_loss(lambda _s, p, t: torch_terms("F.mse_loss", p, t)),
        synonyms=("l2", "squared error", "regression"),
    ),
    loss_layer(
        "l1",
        "Mean absolute error",
        "For regression; errors count in proportion to their size.",
        "torch.nn.functional.l1_loss",
        "mean of |prediction - target|",
        value_shape,
        value_loss(lambda _s, p, t: torch_terms("F.l1_loss", p, t)),
        synonyms=("mae", "absolute error", "regression"),
    ),
    loss_layer(
        "huber",
        "Huber",
        "Squared for small errors, absolute for large ones: less sensitive to outliers.",
        "torch.nn.functional.huber_loss",
        "mean of ½ e² where |e| ≤ δ, else δ (|e| - ½ δ), with e = prediction - target  [Huber 1964]",
        value_shape,
        value_loss(lambda s, p, t: torch_terms("F.huber_loss", p, t, delta=s.values.delta)),
        Number(
            name="delta",
            label="δ",
            default=1.0,
            above=0,
            maximum=1e6,
            meaning="error above which squared becomes absolute",
        ),
        synonyms=("smooth l1", "robust", "regression"),
    ),
    loss_layer(
        "quantile",
        "Quantile",
        "For forecasts with a range: each prediction exceeds a given fraction of the true values.",
        "torch.maximum",
        "mean of max(q · e, (q - 1) · e) over quantiles q, with e = target - prediction  [Koenker & Bassett 1978]",
        _quantile_shape,
        _quantile,
        Numbers(
            name="quantiles",
            default=[0.5],
            minimum=0,
            maximum=1,
            longest=100,
            meaning="fraction of true values below a prediction, one for each prediction; 0.5 is the median",
        ),
        synonyms=("pinball", "check loss", "prediction interval", "median", "forecast", "tft", "regression"),
    ),
)
