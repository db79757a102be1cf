"""Classification losses: cross-entropy and its relatives, overlap, margins, and CTC."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Shaped, ShapeError, Site, Takes, Types
from backend.declare.literals import literal
from backend.declare.parameters import Integer, Json, Number, Numbers
from backend.declare.tensor_type import Element
from backend.layers.losses.common import (
    class_axis,
    class_loss,
    class_scores,
    class_shape,
    flat_classes,
    loss_call,
    loss_layer,
    value_loss,
    value_shape,
)
from backend.layers.shared.shapes import fixed, require_float
from backend.layers.shared.source import Raw


def _cross_entropy(site: Site, prediction: str, target: str) -> str:
    values = site.values
    named: dict[str, Json] = {"label_smoothing": values.label_smoothing} if values.label_smoothing else {}
    if values.class_weights is not None:
        # `new_tensor` puts the weights where the prediction is, so that the module needs no buffer for them.
        named["weight"] = Raw(f"{prediction}.new_tensor({literal(values.class_weights)})")
    return loss_call("F.cross_entropy", prediction, target, **named)


def _binary_cross_entropy(site: Site, prediction: str, target: str) -> str:
    named: dict[str, Json] = {}
    if site.values.positive_weight != 1:
        named["pos_weight"] = Raw(f"{prediction}.new_tensor({literal(site.values.positive_weight)})")
    return loss_call("F.binary_cross_entropy_with_logits", prediction, target, **named)


def _weighted_shape(values: Values, types: Types) -> Shaped:
    found = class_shape(values, types)
    classes = types["prediction"].sizes[class_axis(types["prediction"])]
    given = values.class_weights
    if given is not None and isinstance(classes, int) and len(given) != classes:
        raise ShapeError(
            "class weights",
            f"has {len(given)} class weights, but scores for {classes} classes",
            "give one weight for each class, or none",
            port="",
        )
    return found


LAYERS.add(
    loss_layer(
        "cross_entropy",
        "Cross-entropy",
        "For one class out of several. Takes raw scores (logits): no Softmax before it.",
        "torch.nn.functional.cross_entropy",
        "mean of -log softmax(prediction)[target] over samples and real steps",
        _weighted_shape,
        class_loss(_cross_entropy),
        Number(
            name="label_smoothing",
            default=0.0,
            minimum=0,
            below=1,
            meaning="fraction of the target that is spread evenly over all classes",
        ),
        Numbers(
            name="class_weights",
            default=None,
            optional=True,
            minimum=0,
            advanced=True,
            meaning="weight of each class, such as higher ones for rare classes; empty means equal weights",
        ),
        takes=Takes.CLASS_SCORES,
        synonyms=("CrossEntropyLoss", "softmax loss", "log loss", "classification", "nll"),
    ),
    loss_layer(
        "binary_cross_entropy",
        "Binary cross-entropy",
        "For one or several yes-or-no answers. Takes raw scores (logits): no Sigmoid before it.",
        "torch.nn.functional.binary_cross_entropy_with_logits",
        "mean of -target · log σ(prediction) - (1 - target) · log(1 - σ(prediction)) over all elements",
        value_shape,
        value_loss(_binary_cross_entropy),
        Number(
            name="positive_weight",
            default=1.0,
            above=0,
            maximum=1e6,
            advanced=True,
            meaning="weight of positive answers, higher than 1 where they are rare",
        ),
        takes=Takes.BINARY_SCORES,
        synonyms=("bce", "BCEWithLogitsLoss", "sigmoid", "multi-label", "gan loss"),
    ),
)


MARGIN = Number(
    name="margin",
    default=1.0,
    above=0,
    maximum=1e6,
    meaning="by how much the score of the true class must exceed the others",
)


def _dice(site: Site) -> Code:
    prediction, target, helpers = class_scores(site)
    return Code({"loss": f"dice_loss({prediction}, {target})"}, helpers=(*helpers, "dice_loss"))


def _margin(site: Site) -> Code:
    prediction, target, helpers = flat_classes(site)
    named = {} if site.values.margin == 1 else {"margin": site.values.margin}
    return Code({"loss": loss_call("F.multi_margin_loss", prediction, target, **named)}, helpers=helpers)


LAYERS.add(
    loss_layer(
        "nll",
        "Negative log-likelihood",
        "For one class out of several. Takes log-probabilities: put a Log-softmax before it.",
        "torch.nn.functional.nll_loss",
        "mean of -prediction[target] over samples and real steps",
        class_shape,
        class_loss(lambda _s, p, t: loss_call("F.nll_loss", p, t)),
        takes=Takes.LOG_PROBABILITIES,
        synonyms=("log loss", "likelihood", "classification"),
        used_with={"prediction": "log-probabilities"},
    ),
    loss_layer(
        "focal",
        "Focal",
        "Cross-entropy that gives easy samples less weight: for rare classes. Takes raw scores (logits).",
        "torch.nn.functional.cross_entropy",
        "mean of -(1 - p)^gamma · log p, with p = softmax(prediction)[target]  [Lin et al. 2017]",
        class_shape,
        class_loss(lambda s, p, t: loss_call("focal_loss", p, t, gamma=s.values.gamma), "focal_loss"),
        Number(
            name="gamma",
            default=2.0,
            minimum=0,
            maximum=100,
            meaning="how strongly easy samples are down-weighted; 0 is cross-entropy",
        ),
        takes=Takes.CLASS_SCORES,
        synonyms=("imbalance", "detection", "retinanet", "classification"),
    ),
    loss_layer(
        "dice",
        "Dice",
        "For segmentation into several classes: 1 minus the overlap. Takes raw scores (logits).",
        "torch.nn.functional.softmax",
        "1 - mean over classes of (2 Σ p·t + 1) / (Σ p + Σ t + 1)  [Milletari et al. 2016]\n"
        "p = softmax(prediction), t = 1 for the true class, else 0; sums over samples and positions",
        class_shape,
        _dice,
        takes=Takes.CLASS_SCORES,
        synonyms=("overlap", "segmentation", "sorensen", "f1"),
    ),
    loss_layer(
        "binary_dice",
        "Binary Dice",
        "For segmentation of one class: 1 minus the overlap. Takes raw scores (logits).",
        "torch.nn.functional.sigmoid",
        "1 - (2 Σ p·t + 1) / (Σ p + Σ t + 1), with p = σ(prediction), t = target  [Milletari et al. 2016]",
        value_shape,
        value_loss(lambda _s, p, t: loss_call("binary_dice_loss", p, t), "binary_dice_loss"),
        takes=Takes.BINARY_SCORES,
        synonyms=("overlap", "segmentation", "mask"),
        used_with={"prediction": "picture", "target": "image_target"},
    ),
    loss_layer(
        "hinge",
        "Hinge",
        "For yes-or-no answers (1 or 0): the score must be on the correct side by a margin of 1.",
        "torch.nn.functional.hinge_embedding_loss",
        "mean of max(0, 1 - (2 · target - 1) · prediction)",
        value_shape,
        value_loss(lambda _s, p, t: f"(1 - (2 * {t} - 1) * {p}).clamp(min=0).mean()"),
        takes=Takes.SIGNED_SCORES,
        synonyms=("svm", "margin", "gan", "max margin"),
    ),
    loss_layer(
        "multi_margin",
        "Multi-class hinge",
        "For one class out of several: its score must exceed all others by a margin.",
        "torch.nn.functional.multi_margin_loss",
        "mean of Σ over c ≠ target of max(0, margin - prediction[target] + prediction[c]) / classes",
        class_shape,
        _margin,
        MARGIN,
        takes=Takes.RIVAL_SCORES,
        synonyms=("svm", "margin", "classification"),
    ),
)


BLANK = Integer(
    name="blank",
    default=0,
    minimum=0,
    maximum=1_000_000,
    advanced=True,
    meaning="the index of the blank class; 0 is what token sequences are padded with",
)


def ctc_shape(values: Values, types: Types) -> Shaped:
    prediction, target = types["prediction"], types["target"]
    require_float(prediction, "prediction")
    if prediction.rank != 3 or not prediction.steps:
        advice = "wire a Dense after the recurrent layers to it"
        raise ShapeError("rank", "needs scores for each step [N, T, classes]", advice, "prediction")
    if target.element is not Element.INT or target.rank != 2:
        raise ShapeError("element type", "compares with tokens int[N, L]", "use a Token target", "target")
    classes = fixed(prediction.features, "number of classes", "add a Dense before it", "prediction")
    if max(values.blank + 1, target.below or 0) > classes:
        needed = max(values.blank + 1, target.below or 0)
        expected = f"has scores for {classes} classes, but tokens and the blank go up to {needed - 1}"
        raise ShapeError("classes", expected, f"give the last layer {needed} units", "prediction")
    return Shaped({})


def ctc_arguments(site: Site, blank: int | None) -> str:
    arguments = [site.arguments["prediction"], site.arguments["target"]]
    # Without CTC prediction and target share their steps, so that one of the lengths says it all.
    for port, name in (("prediction", "steps"), ("target", "lengths")):
        key = site.types[port].ragged
        if key is not None and (port == "target" or blank is not None):
            arguments.append(f"{name}={site.lengths[key]}")
    if blank is not None:
        arguments.append(f"blank={blank}")
    return ", ".join(arguments)


def _write_loss(site: Site) -> Code:
    return Code({"loss": f"ctc_loss({ctc_arguments(site, site.values.blank)})"}, helpers=("ctc_loss",))


LAYERS.add(
    loss_layer(
        "ctc",
        "CTC",
        "For text read from a longer sequence with unknown alignment, such as speech or handwriting.",
        "torch.nn.functional.ctc_loss",
        "mean of -log(p) / number of tokens of the target\n"
        "p = Σ over a of Π over t of softmax(prediction[t])[a[t]], over all a that read as the target\n"
        "once repeats are merged and blanks left out  [Graves et al. 2006]",
        ctc_shape,
        _write_loss,
        BLANK,
        takes=Takes.CLASS_SCORES,
        synonyms=("connectionist temporal classification", "speech", "ocr", "crnn", "alignment"),
    ),
)
