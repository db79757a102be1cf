"""Sequences that are shorter than what they are read from: CTC, and how many tokens come out wrong."""

from __future__ import annotations

from dataclasses import replace

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Code, Shaped, ShapeError, Site, Takes, Types
from backend.declare.parameters import Flag, Integer
from backend.declare.tensor_type import Element
from backend.layers.losses import class_shape, loss_layer
from backend.layers.metrics import metric_layer
from backend.layers.shapes import fixed, require_float

BLANK = Integer(
    name="blank",
    default=0,
    minimum=0,
    maximum=1_000_000,
    advanced=True,
    meaning="the class that means nothing; 0 is what token sequences are padded with",
)
CTC = Flag(
    name="ctc", default=True, meaning="reads scores as CTC has it: repeats count once, and the blank not at all"
)


def _ctc_shape(values: Values, types: Types) -> Shaped:
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


def _arguments(site: Site, blank: int | None) -> str:
    arguments = [site.arguments["prediction"], site.arguments["target"]]
    for port, name in (("prediction", "steps"), ("target", "lengths")):
        key = site.types[port].ragged
        if key is not None and (port == "target" or blank is not None):
            arguments.append(f"{name}={site.lengths[key]}")
    if blank is not None:
        arguments.append(f"blank={blank}")
    return ", ".join(arguments)


def _write_loss(site: Site) -> Code:
    return Code({"loss": f"ctc_loss({_arguments(site, site.values.blank)})"}, helpers=("ctc_loss",))


def _errors_shape(values: Values, types: Types) -> Shaped:
    if values.ctc:
        return _ctc_shape(values, types)
    if not types["prediction"].steps:
        advice = "use Accuracy"
        raise ShapeError("rank", "compares sequences and needs scores for each step", advice, "prediction")
    return class_shape(values, types)


def _write_errors(site: Site) -> Code:
    blank = site.values.blank if site.values.ctc else None
    return Code(
        {"sums": f"token_error_sums({_arguments(site, blank)})"}, helpers=("token_error_sums", "token_error_value")
    )


LAYERS.add(
    loss_layer(
        "ctc",
        "CTC",
        "For a text read from a longer sequence whose alignment nobody knows: speech, lines of writing.",
        "torch.nn.functional.ctc_loss",
        "mean of -log(p) / number of tokens of the target\n"
        "p = Σ over a of Π over t of softmax(prediction[t])[a[t]], over all a that read as the target\n"
        "once repeats are merged and blanks left out  [Graves et al. 2006]",
        _ctc_shape,
        _write_loss,
        BLANK,
        takes=Takes.CLASS_SCORES,
        synonyms=("connectionist temporal classification", "speech", "ocr", "crnn", "alignment"),
    ),
    metric_layer(
        "token_error_rate",
        "Token error rate",
        "Insertions, deletions and replacements that make the answer right, over the tokens of the target.",
        "edits / tokens of the target  [Levenshtein 1966]",
        _errors_shape,
        _write_errors,
        CTC,
        replace(BLANK, meaning="the class that means nothing to CTC; 0 is what token sequences are padded with"),
        higher_is_better=False,
        synonyms=("edit distance", "levenshtein", "wer", "cer", "character error rate", "word error rate"),
    ),
)
