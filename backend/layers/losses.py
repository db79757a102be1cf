"""Losses: what training makes small."""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Role, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Number, Parameter
from backend.declare.tensor_type import Element, TensorType
from backend.layers.shapes import require_float
from backend.layers.writing import mask_of

PREDICTION = Port("prediction", "what the model says")
TARGET = Port("target", "what is right")
WEIGHT = Number(
    name="weight",
    default=1.0,
    minimum=0,
    maximum=1e6,
    meaning="how much this loss counts in the sum of all",
    advanced=True,
)


def require_same_lengths(prediction: TensorType, target: TensorType) -> None:
    """Both ragged with the same lengths, or neither."""
    if prediction.ragged != target.ragged:
        raise ShapeError(
            "ragged",
            "needs a prediction and a target whose samples have the same lengths",
            "set 'ragged' on both the input and the target, and bind them to fields of the same lengths",
            "target",
        )


def class_axis(prediction: TensorType) -> int:
    """Where the classes are: last for sequences and vectors, second for pictures, as everywhere in torch."""
    return prediction.rank - 1 if prediction.steps or prediction.rank == 2 else 1


def class_shape(_values: Values, types: Types) -> Shaped:
    """Scores ``[N, classes]``, ``[N, T, classes]`` or ``[N, classes, H, W]`` against indices without that axis."""
    prediction, target = types["prediction"], types["target"]
    require_float(prediction, "prediction")
    if target.element is not Element.INT:
        raise ShapeError(
            "element type", "compares with the index of the right class", "use a Class target", "target"
        )
    if prediction.rank < 2:
        raise ShapeError("rank", "needs one score for each class", "add a Dense before it", "prediction")
    axis = class_axis(prediction)
    expected = (*prediction.sizes[:axis], *prediction.sizes[axis + 1 :])
    if expected != target.sizes:
        raise ShapeError(
            "shape",
            f"has scores {prediction} and so needs a target int[{', '.join(map(str, expected))}]",
            "wire the target that belongs to this prediction, or take the last step or a Flatten before the Dense",
            "target",
        )
    require_same_lengths(prediction, target)
    classes = prediction.sizes[axis]
    if isinstance(classes, int) and target.below is not None and target.below > classes:
        raise ShapeError(
            "classes",
            f"has scores for {classes} classes, but targets go up to {target.below - 1}",
            f"give the last layer {target.below} units",
            "prediction",
        )
    return Shaped({})


def value_shape(_values: Values, types: Types) -> Shaped:
    """Numbers of equal shape on both sides."""
    prediction, target = types["prediction"], types["target"]
    require_float(prediction, "prediction")
    require_float(target, "target")
    if prediction.sizes != target.sizes:
        raise ShapeError(
            "shape",
            f"compares number by number, and the prediction is {prediction}",
            "make both the same size: set the units of the last layer, or take the last step",
            "target",
        )
    require_same_lengths(prediction, target)
    return Shaped({})


def real_steps(site: Site) -> tuple[str, str, tuple[str, ...]]:
    """Prediction and target without the padded steps of ragged samples, and the helpers this needs."""
    prediction, target = site.arguments["prediction"], site.arguments["target"]
    if site.types["prediction"].ragged is None:
        return prediction, target, ()
    mask = mask_of(site, "target")
    return f"{prediction}[{mask}]", f"{target}[{mask}]", ("step_mask",)


def class_scores(site: Site) -> tuple[str, str, tuple[str, ...]]:
    """As `real_steps`, with the classes where torch wants them."""
    prediction, target, helpers = real_steps(site)
    if site.types["prediction"].steps and not helpers:
        prediction, target = f"{prediction}.flatten(0, -2)", f"{target}.flatten()"
    return prediction, target, helpers


def _class_loss(expression: Callable[[Site, str, str], str]) -> Callable[[Site], Code]:
    def write(site: Site) -> Code:
        prediction, target, helpers = class_scores(site)
        return Code({"loss": expression(site, prediction, target)}, helpers=helpers)

    return write


def _value_loss(expression: Callable[[Site, str, str], str]) -> Callable[[Site], Code]:
    def write(site: Site) -> Code:
        prediction, target, helpers = real_steps(site)
        return Code({"loss": expression(site, prediction, target)}, helpers=helpers)

    return write


def _cross_entropy(site: Site, prediction: str, target: str) -> str:
    smoothing = site.values.label_smoothing
    named = {"label_smoothing": smoothing} if smoothing else {}
    return _plain("F.cross_entropy", prediction, target, **named)


def _plain(function: str, prediction: str, target: str, **named: float) -> str:
    arguments = "".join(f", {name}={value!r}" for name, value in named.items())
    return f"{function}({prediction}, {target}{arguments})"


def _loss(
    type_name: str,
    name: str,
    summary: str,
    torch: str,
    formula: str,
    shape: Callable[[Values, Types], Shaped],
    write: Callable[[Site], Code],
    *parameters: Parameter,
    synonyms: tuple[str, ...] = (),
) -> Layer:
    return Layer(
        type=type_name,
        name=name,
        category=Category.LOSS,
        role=Role.LOSS,
        glyph="loss",
        summary=summary,
        torch=torch,
        formula=formula,
        synonyms=("loss", "criterion", *synonyms),
        parameters=(*parameters, WEIGHT),
        inputs=(PREDICTION, TARGET),
        outputs=(),
        shape=shape,
        write=write,
        summarise=lambda v: "mean" if v.weight == 1 else f"× {v.weight:g}",
    )


LAYERS.add(
    _loss(
        "cross_entropy",
        "Cross-entropy",
        "For one class out of several. Takes raw scores: no Softmax before it.",
        "torch.nn.functional.cross_entropy",
        "-log softmax(prediction)[target], mean over samples and real steps",
        class_shape,
        _class_loss(_cross_entropy),
        Number(
            name="label_smoothing",
            default=0.0,
            minimum=0,
            below=1,
            meaning="how much of the target is spread over all classes",
        ),
        synonyms=("softmax loss", "log loss", "classification", "nll"),
    ),
    _loss(
        "binary_cross_entropy",
        "Binary cross-entropy",
        "For yes or no, one or many at once. Takes raw scores (logits): no Sigmoid before it.",
        "torch.nn.functional.binary_cross_entropy_with_logits",
        "-target · log σ(x) - (1 - target) · log(1 - σ(x)), mean over all numbers",
        value_shape,
        _value_loss(lambda _s, p, t: _plain("F.binary_cross_entropy_with_logits", p, t)),
        synonyms=("bce", "sigmoid", "logits", "multi-label"),
    ),
    _loss(
        "mse",
        "Mean squared error",
        "For numbers; large errors count most.",
        "torch.nn.functional.mse_loss",
        "mean (prediction - target)²",
        value_shape,
        _value_loss(lambda _s, p, t: _plain("F.mse_loss", p, t)),
        synonyms=("l2", "squared error", "regression"),
    ),
    _loss(
        "l1",
        "Mean absolute error",
        "For numbers; all errors count by their size.",
        "torch.nn.functional.l1_loss",
        "mean |prediction - target|",
        value_shape,
        _value_loss(lambda _s, p, t: _plain("F.l1_loss", p, t)),
        synonyms=("mae", "absolute error", "regression"),
    ),
    _loss(
        "huber",
        "Huber",
        "Squared for small errors, absolute for large ones: outliers pull less.",
        "torch.nn.functional.huber_loss",
        "½ e² where |e| ≤ δ, else δ (|e| - ½ δ)",
        value_shape,
        _value_loss(lambda s, p, t: _plain("F.huber_loss", p, t, delta=s.values.delta)),
        Number(
            name="delta", label="δ", default=1.0, above=0, maximum=1e6, meaning="where squared becomes absolute"
        ),
        synonyms=("smooth l1", "robust", "regression"),
    ),
)
