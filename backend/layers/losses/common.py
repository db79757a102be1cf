"""What all losses share: the shapes that they compare, masks of real steps, and their weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.declare.declaration import Values
from backend.declare.layer import Category, Code, Layer, Port, Role, Shaped, ShapeError, Site, Takes, Types
from backend.declare.parameters import Json, Number, Parameter
from backend.declare.tensor_type import Element, TensorType
from backend.layers.shared.shapes import require_float
from backend.layers.shared.source import Raw, call, mask_of

Expression = Callable[[Site, str, str], str]
"""The source of a loss's terms, whose mean it is, given the expressions of its prediction and its target."""
ALIGNED_STEPS = "aligned_steps"
"""The result of a loss that leaves samples out: the steps that each sample needs, and those that it gets."""
PREDICTION = Port("prediction", "what the model predicts")
TARGET = Port("target", "the true values")
WEIGHT = Number(
    name="weight",
    default=1.0,
    minimum=0,
    maximum=1e6,
    meaning="the weight of this loss in the sum of all losses",
    advanced=True,
)


def require_same_lengths(prediction: TensorType, target: TensorType) -> None:
    """Both ragged with the same lengths, or neither."""
    if prediction.ragged != target.ragged:
        raise ShapeError(
            "ragged",
            "needs a prediction and a target whose samples have the same lengths",
            "set 'ragged' on both the input and the target, and 'aligned_with' of the target to the input's field",
            "target",
        )


def class_axis(prediction: TensorType) -> int:
    """The axis of the classes: the last for sequences and vectors, the second for images, as in torch."""
    return prediction.rank - 1 if prediction.steps or prediction.rank == 2 else 1


def class_shape(_values: Values, types: Types) -> Shaped:
    """Scores ``[N, classes]``, ``[N, T, classes]`` or ``[N, classes, H, W]`` against indices without that axis."""
    prediction, target = types["prediction"], types["target"]
    require_float(prediction, "prediction")
    if target.element is not Element.INT:
        raise ShapeError(
            "element type", "needs the index of the true class as its target", "use a Class target", "target"
        )
    if prediction.rank < 2:
        raise ShapeError("rank", "needs a score for each class", "add a Dense before it", "prediction")
    axis = class_axis(prediction)
    expected = (*prediction.sizes[:axis], *prediction.sizes[axis + 1 :])
    if expected != target.sizes:
        raise ShapeError(
            "shape",
            f"has scores {prediction} and therefore needs a target int[{', '.join(map(str, expected))}]",
            "wire the matching target, or add a Select step or a Flatten before the Dense",
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
    """Values of equal shape on both sides."""
    prediction, target = types["prediction"], types["target"]
    require_float(prediction, "prediction")
    require_float(target, "target")
    if prediction.sizes != target.sizes:
        raise ShapeError(
            "shape",
            f"compares element by element, and the prediction is {prediction}",
            "make their sizes equal: set the units of the last layer, or take the last step",
            "target",
        )
    require_same_lengths(prediction, target)
    return Shaped({})


def real_steps(site: Site) -> tuple[str, str, tuple[str, ...]]:
    """Prediction and target without the padded steps of ragged samples, and the helpers this needs."""
    prediction, target = site.arguments["prediction"], site.arguments["target"]
    if site.types["prediction"].ragged is None:
        return prediction, target, ()
    # Selecting by a mask over (batch, time) joins both axes, so that a
    # mean over what is left counts each step once.
    mask = mask_of(site, "target")
    return f"{prediction}[{mask}]", f"{target}[{mask}]", ("step_mask",)


def without_ignored(site: Site) -> tuple[str, str]:
    """Scores ``(items, classes)`` and indices ``(items,)`` of the positions that have an index."""
    prediction, target = site.arguments["prediction"], site.arguments["target"]
    received = site.types["prediction"]
    if class_axis(received) != received.rank - 1:
        prediction = f"{prediction}.movedim(1, -1)"
    # Selecting also flattens all positions of the batch into one axis of items, as torch's losses expect.
    return f"{prediction}[{target} >= 0]", f"{target}[{target} >= 0]"


def class_scores(site: Site) -> tuple[str, str, tuple[str, ...]]:
    """As `real_steps`, with the classes on the axis that torch expects."""
    if site.types["target"].ignores:
        return (*without_ignored(site), ())
    prediction, target, helpers = real_steps(site)
    # Sequences have classes last, but torch takes them on axis 1: joining batch and time makes both the same.
    if site.types["prediction"].steps and not helpers:
        prediction, target = f"{prediction}.flatten(0, -2)", f"{target}.flatten()"
    return prediction, target, helpers


def flat_classes(site: Site) -> tuple[str, str, tuple[str, ...]]:
    """Scores ``(items, classes)`` and indices ``(items,)``."""
    if site.types["target"].ignores:
        return (*without_ignored(site), ())
    prediction, target, helpers = real_steps(site)
    received = site.types["prediction"]
    if received.rank == 2 or helpers:
        return prediction, target, helpers
    if class_axis(received) == 1:
        prediction = f"{prediction}.movedim(1, -1)"
    return f"{prediction}.flatten(0, -2)", f"{target}.flatten()", helpers


def mean_code(terms: str, *helpers: str) -> Code:
    """A loss that is the mean of a tensor of terms, over all batches of a split."""
    return sums_code(f"mean_sums({terms})", *helpers, "mean_sums", "mean_of_sums")


def sums_code(sums: str, *helpers: str) -> Code:
    """A loss that adds up ``sums``; the last of the helpers makes a number of them."""
    return Code({"sums": sums}, helpers=helpers)


def class_loss(terms: Expression, *helpers: str) -> Callable[[Site], Code]:
    """A writer for the mean of terms of scores and classes, with the classes on the axis that torch expects."""

    def write(site: Site) -> Code:
        prediction, target, masking = class_scores(site)
        return mean_code(terms(site, prediction, target), *masking, *helpers)

    return write


def value_loss(terms: Expression, *helpers: str) -> Callable[[Site], Code]:
    """A writer for the mean of terms of values on both sides."""

    def write(site: Site) -> Code:
        prediction, target, masking = real_steps(site)
        return mean_code(terms(site, prediction, target), *masking, *helpers)

    return write


def torch_terms(function: str, prediction: str, target: str, **named: Json) -> str:
    """A loss function of torch, without the mean over its terms."""
    return call(function, Raw(prediction), Raw(target), **named, reduction="none")


def loss_layer(
    type_name: str,
    name: str,
    summary: str,
    torch: str,
    formula: str,
    shape: Callable[[Values, Types], Shaped],
    write: Callable[[Site], Code],
    *parameters: Parameter,
    synonyms: tuple[str, ...] = (),
    inputs: tuple[Port, ...] = (PREDICTION, TARGET),
    used_with: Mapping[str, str] | None = None,
    takes: Takes | None = None,
) -> Layer:
    """A declared loss, with the weight that all have."""
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
        inputs=inputs,
        outputs=(),
        used_with=used_with or {},
        takes=takes,
        shape=shape,
        write=write,
        summarise=lambda v: "mean" if v.weight == 1 else f"× {v.weight:g}",
    )
