"""Classification losses: cross-entropy and its relatives, overlap, margins, and CTC."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Shaped, ShapeError, Site, Takes, Types
from backend.declare.literals import literal
from backend.declare.parameters import Integer, Json, Number, Numbers
from backend.declare.tensor_type import Element
from backend.layers.losses.common import (
    ALIGNED_STEPS,
    class_axis,
    class_loss,
    class_scores,
    class_shape,
    flat_classes,
    loss_layer,
    mean_code,
    real_steps,
    sums_code,
    torch_terms,
    value_loss,
    value_shape,
)
from backend.layers.shared.shapes import fixed, require_float
from backend.layers.shared.source import Raw, call


def _cross_entropy(site: Site) -> Code:
    prediction, target, masking = class_scores(site)
    values = site.values
    named: dict[str, Json] = {"label_smoothing": values.label_smoothing} if values.label_smoothing else {}
    if values.class_weights is None:
        return mean_code(torch_terms("F.cross_entropy", prediction, target, **named), *masking)
    weights = Raw(literal(values.class_weights))
    sums = call("weighted_cross_entropy_sums", Raw(prediction), Raw(target), weights, **named)
    return sums_code(sums, *masking, "weighted_cross_entropy_sums", "mean_of_sums")


def _binary_cross_entropy(site: Site, prediction: str, target: str) -> str:
    named: dict[str, Json] = {}
    if site.values.positive_weight != 1:
        named["pos_weight"] = Raw(f"{prediction}.new_tensor({literal(site.values.positive_weight)})")
    return torch_terms("F.binary_cross_entropy_with_logits", prediction, target, **named)


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
        "mean of -log softmax(prediction)[target] over samples and real steps; with class weights w:\n"
        "Σ -w[target] · log softmax(prediction)[target] / Σ w[target]",
        _weighted_shape,
        _cross_entropy,
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
    prediction, target, masking = class_scores(site)
    return sums_code(f"dice_sums({prediction}, {target})", *masking, "dice_sums", "dice_of_sums")


def _binary_dice(site: Site) -> Code:
    prediction, target, masking = real_steps(site)
    return sums_code(f"binary_dice_sums({prediction}, {target})", *masking, "binary_dice_sums", "dice_of_sums")


def _margin(site: Site) -> Code:
    prediction, target, masking = flat_classes(site)
    named = {} if site.values.margin == 1 else {"margin": site.values.margin}
    return mean_code(torch_terms("F.multi_margin_loss", prediction, target, **named), *masking)


LAYERS.add(
    loss_layer(
        "nll",
        "Negative log-likelihood",
        "For one class out of several. Takes log-probabilities: put a Log-softmax before it.",
        "torch.nn.functional.nll_loss",
        "mean of -prediction[target] over samples and real steps",
        class_shape,
        class_loss(lambda _s, p, t: torch_terms("F.nll_loss", p, t)),
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
        class_loss(lambda s, p, t: f"focal_terms({p}, {t}, gamma={s.values.gamma!r})", "focal_terms"),
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
        "p = softmax(prediction), t = 1 for the true class, else 0; sums over all samples and positions\n"
        "of the split, in a training step over those of the batch",
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
        "1 - (2 Σ p·t + 1) / (Σ p + Σ t + 1), with p = σ(prediction), t = target  [Milletari et al. 2016]\n"
        "sums over all samples and positions of the split, in a training step over those of the batch",
        value_shape,
        _binary_dice,
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
        value_loss(lambda _s, p, t: f"(1 - (2 * {t} - 1) * {p}).clamp(min=0)"),
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
    meaning="the index of the blank class: 0, which pads token sequences, or the number of tokens",
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
    if 0 < values.blank < (target.below or 0):
        tokens = target.below or 0
        raise ShapeError(
            "blank",
            f"takes {values.blank} as its blank, which is one of the {tokens} tokens of its target",
            f"set 'blank' to 0, which is the padding, or to {tokens} with {tokens + 1} units in the last layer",
            port="",
        )
    if max(values.blank + 1, target.below or 0) > classes:
        needed = max(values.blank + 1, target.below or 0)
        expected = f"has scores for {classes} classes, but tokens and the blank go up to {needed - 1}"
        raise ShapeError("classes", expected, f"give the last layer {needed} units", "prediction")
    return Shaped({})


def ctc_arguments(site: Site, ports: tuple[str, ...] = ("prediction", "target")) -> str:
    """Prediction and target, and the lengths of those ports that are ragged."""
    arguments = [site.arguments["prediction"], site.arguments["target"]]
    names = {"prediction": "steps", "target": "lengths"}
    keys = {port: site.types[port].ragged for port in ports}
    return ", ".join(
        [*arguments, *(f"{names[port]}={site.lengths[key]}" for port, key in keys.items() if key is not None)]
    )


def _write_loss(site: Site) -> Code:
    arguments = ctc_arguments(site)
    results = {
        "sums": f"ctc_sums({arguments}, blank={site.values.blank})",
        ALIGNED_STEPS: f"ctc_steps({arguments})",
    }
    return Code(results, helpers=("ctc_steps", "ctc_sums", "mean_of_sums"))


LAYERS.add(
    loss_layer(
        "ctc",
        "CTC",
        "For text read from a longer sequence with unknown alignment, such as speech or handwriting.",
        "torch.nn.functional.ctc_loss",
        "mean of -log(p) / number of tokens of the target, over samples with enough steps for their target\n"
        "p = Σ over a of Π over t of softmax(prediction[t])[a[t]], over all a that read as the target\n"
        "once repeats are merged and blanks left out  [Graves et al. 2006]",
        ctc_shape,
        _write_loss,
        BLANK,
        takes=Takes.CLASS_SCORES,
        synonyms=("connectionist temporal classification", "speech", "ocr", "crnn", "alignment"),
    ),
)
