"""One broken document for every lint: what it breaks, and a fix for it."""

from __future__ import annotations

from collections.abc import Callable

from tests.lints.drawing import drawn
from tests.lints.scenes import (
    DIGIT,
    GRADED,
    IMAGE,
    LOSS,
    SCORES,
    TABLE,
    TAGS,
    Case,
    activated,
    compared,
    dead_branch,
    language_model,
    normalised,
    pictures,
    pixels,
    sequences,
    spelled,
    spoken,
    table,
    unused_target,
)

LINT_CASES: dict[str, Callable[[], Case]] = {
    "softmax": lambda: Case("softmax before the loss", "loss", "Remove the Softmax", activated("softmax")),
    "log-softmax": lambda: Case(
        "softmax before the loss", "loss", "Remove the Log-softmax", activated("log_softmax")
    ),
    "sigmoid": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid", "binary_cross_entropy")
    ),
    "sigmoid before classes": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid")
    ),
    "relu before the loss": lambda: Case(
        "activation before the loss", "loss", "Remove the ReLU", activated("relu")
    ),
    "tanh before the loss": lambda: Case(
        "activation before the loss", "loss", "Remove the Tanh", activated("tanh")
    ),
    "tanh before yes or no": lambda: Case(
        "activation before the loss", "loss", "Remove the Tanh", activated("tanh", "binary_cross_entropy")
    ),
    "hard sigmoid before the loss": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Hard sigmoid", activated("hard_sigmoid")
    ),
    "softmax before focal": lambda: Case(
        "softmax before the loss", "loss", "Remove the Softmax", activated("softmax", "focal")
    ),
    "softmax before dice": lambda: Case(
        "softmax before the loss", "loss", "Remove the Softmax", activated("softmax", "dice")
    ),
    "log-softmax before divergence": lambda: Case(
        "softmax before the loss", "loss", "Remove the Log-softmax", activated("log_softmax", "kl_divergence")
    ),
    "softmax before margins": lambda: Case(
        "softmax before the loss", "loss", "Remove the Softmax", activated("softmax", "multi_margin")
    ),
    "sigmoid before hinge": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid", "hinge")
    ),
    "sigmoid before binary dice": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid", "binary_dice")
    ),
    "sigmoid before a metric": lambda: Case(
        "sigmoid before the loss", "loss", "Remove the Sigmoid", activated("sigmoid", "binary_accuracy")
    ),
    "softmax before CTC": lambda: Case("softmax before the loss", "loss", "Remove the Softmax", spoken()),
    "blank of the metric alone": lambda: Case(
        "blank unlike that of the loss", "errors", "Set blank of 'errors' to 8", spelled(8, 0)
    ),
    "blank of the loss alone": lambda: Case(
        "blank unlike that of the loss", "errors", "Set blank of 'errors' to 0", spelled(0, 8)
    ),
    "likelihood of scores": lambda: Case(
        "no log-probabilities", "loss", "Insert a Log-softmax", compared(10, DIGIT, "nll")
    ),
    "likelihood of scores, other loss": lambda: Case(
        "no log-probabilities", "loss", "Use Cross-entropy", compared(10, DIGIT, "nll")
    ),
    "likelihood of shares": lambda: Case(
        "no log-probabilities", "loss", "Change 'last' to a Log-softmax", activated("softmax", "nll")
    ),
    "likelihood of pixels": lambda: Case("no log-probabilities", "loss", "Insert a Log-softmax", pixels("nll")),
    "too many outputs of pixels": lambda: Case(
        "outputs unlike classes", "loss", "Set filters of 'scores' to 3", pixels("focal", filters=5)
    ),
    "dense after dense": lambda: Case(
        "missing activation",
        "scores",
        "Insert a ReLU",
        pictures([("flat", "flatten", {}), ("hidden", "dense", {}), ("drop", "dropout", {})]),
    ),
    "conv after conv": lambda: Case(
        "missing activation",
        "b",
        "Insert a ReLU",
        pictures([("a", "conv2d", {}), ("b", "conv2d", {}), ("flat", "flatten", {})]),
    ),
    "bias": lambda: Case("bias before batch norm", "dense", "Turn the bias off", normalised(8, True)),
    "batch of one": lambda: Case("batch of one", "norm", "Set the batch size to 32", normalised(1, False)),
    "batch of one, group": lambda: Case(
        "batch of one", "norm", "Replace it with a Group norm", normalised(1, False)
    ),
    "dead branch": lambda: Case("dead branch", "end", "Remove the branch", dead_branch()),
    "unused target": lambda: Case("unused data", "other", "Remove it", unused_target()),
    "no weight": lambda: Case(
        "loss without weight",
        "loss",
        "Set the weight to 1",
        drawn(
            [IMAGE, ("flat", "flatten", {}), SCORES, DIGIT, ("loss", "cross_entropy", {"weight": 0})],
            f"image.out>flat.in flat.out>scores.in scores.out>loss.prediction {GRADED}",
        ),
    ),
    "too many outputs": lambda: Case(
        "outputs unlike classes", "loss", "Set units of 'scores' to 10", compared(12, DIGIT, "cross_entropy")
    ),
    "receptive field": lambda: Case(
        "receptive field",
        "pool",
        "Insert a Max pool before 'b'",
        pictures(
            [
                ("a", "conv2d", {"kernel": 5}),
                ("r", "relu", {}),
                ("b", "conv2d", {"kernel": 5}),
                ("s", "relu", {}),
                ("pool", "global_average_pool", {}),
            ],
            parameters={"height": 24, "width": 24},
        ),
    ),
    "target range": lambda: Case("target range", "loss", "Scale 'y' to 0..1", table(None, "binary_cross_entropy")),
    "target range, other loss": lambda: Case(
        "target range", "loss", "Use Mean squared error", table(None, "binary_cross_entropy")
    ),
    "target out of reach": lambda: Case(
        "target out of reach", "loss", "Remove the Sigmoid", table("sigmoid", "mse")
    ),
    "tags split at signs": lambda: Case(
        "tags split",
        "y",
        "Split 't' and 'w' at white space, with capitals kept",
        drawn(
            [
                ("w", "tokens", {"field": "w", "ragged": True}),
                ("words", "embedding", {}),
                ("scores", "dense", {"units": 10}),
                ("y", "token_target", {"field": "t", "vocabulary": 10, "ragged": True, "aligned_with": "w"}),
                LOSS,
            ],
            "w.out>words.in words.out>scores.in scores.out>loss.prediction y.out>loss.target",
            data=TAGS,
        ),
    ),
    "next token read both ways": lambda: Case(
        "sees the answer",
        "m",
        "Set direction of 'm' to forward",
        language_model([("m", "lstm", {"units": 8, "direction": "bidirectional"})]),
    ),
    "text asked for as it is read": lambda: Case(
        "copies its input",
        "t",
        "Ask for the next token of 'w'",
        language_model([("m", "gru", {"units": 8})], forced=False),
    ),
    "next token without teacher forcing": lambda: Case(
        "teacher forcing",
        "w",
        "Turn on teacher forcing",
        drawn(
            [
                ("w", "tokens", {"field": "w", "vocabulary": 9}),
                ("e", "embedding", {}),
                ("m", "lstm", {}),
                ("s", "dense", {"units": 9}),
                ("t", "token_target", {"field": "w", "vocabulary": 9, "next_token": True}),
                LOSS,
            ],
            "w.out>e.in e.out>m.in m.sequence>s.in s.out>loss.prediction t.out>loss.target",
        ),
    ),
    "scores from large vectors": lambda: Case(
        "large first scores",
        "scores",
        "Divide the scores by √features",
        drawn(
            [
                ("text", "tokens", {}),
                ("vectors", "embedding", {"features": 64}),
                ("scores", "tied_projection", {}),
                ("result", "output", {}),
            ],
            "text.out>vectors.in vectors.out>scores.in vectors.weight>scores.weight scores.out>result.in",
        ),
    ),
    "channels as columns": lambda: Case(
        "mixed axes",
        "cut",
        "Use a Permute instead",
        sequences(
            [("cut", "reshape", {"dimensions": [6, -1], "as_sequence": True})],
            "steps.out>cut.in cut.out>result.in",
        ),
    ),
    "channels as steps": lambda: Case(
        "runs along channels",
        "lstm",
        "Insert a Permute",
        drawn(
            [
                IMAGE,
                ("conv", "conv2d", {"filters": 6}),
                ("cut", "reshape", {"dimensions": [6, -1]}),
                ("lstm", "lstm", {}),
                ("result", "output", {}),
            ],
            "image.out>conv.in conv.out>cut.in cut.out>lstm.in lstm.last>result.in",
        ),
    ),
    "one end of both ways": lambda: Case(
        "one end of a sequence",
        "end",
        "Use the output 'last' of 'lstm'",
        sequences(
            [("lstm", "lstm", {"direction": "bidirectional"}), ("end", "select_step", {})],
            "steps.out>lstm.in lstm.sequence>end.in end.out>result.in",
        ),
    ),
    "one class": lambda: Case(
        "single class",
        "loss",
        "Use Binary cross-entropy with a Value target",
        compared(1, DIGIT, "cross_entropy", classes=1),
    ),
    "softmax over one score": lambda: Case(
        "softmax over one value",
        "soft",
        "Normalise over the steps",
        sequences(
            [("score", "dense", {"units": 1}), ("soft", "softmax", {})],
            "steps.out>score.in score.out>soft.in soft.out>result.in",
        ),
    ),
    "softmax over width": lambda: Case(
        "softmax over width",
        "soft",
        "Normalise over the channels",
        drawn(
            [IMAGE, ("conv", "conv2d", {}), ("soft", "softmax", {}), ("result", "output", {})],
            "image.out>conv.in conv.out>soft.in soft.out>result.in",
        ),
    ),
    "dropout on scores": lambda: Case(
        "dropout on the result",
        "drop",
        "Move it before 'scores'",
        drawn(
            [IMAGE, ("flat", "flatten", {}), SCORES, ("drop", "dropout", {}), DIGIT, LOSS],
            f"image.out>flat.in flat.out>scores.in scores.out>drop.in drop.out>loss.prediction {GRADED}",
        ),
    ),
    "constant result": lambda: Case(
        "result without input",
        "loss",
        "Remove the loss",
        drawn(
            [
                ("x", "vector", {}),
                ("w", "learned_parameter", {"sizes": [10]}),
                DIGIT,
                LOSS,
                ("result", "output", {}),
                ("accuracy", "accuracy", {}),
            ],
            f"x.out>w.in w.out>loss.prediction {GRADED} w.out>result.in w.out>accuracy.prediction "
            "digit.out>accuracy.target",
        ),
    ),
    "stopped gradient": lambda: Case(
        "no gradient",
        "loss",
        "Remove the Stop gradient 'stop'",
        drawn(
            [IMAGE, ("flat", "flatten", {}), SCORES, ("stop", "stop_gradient", {}), DIGIT, LOSS],
            f"image.out>flat.in flat.out>scores.in scores.out>stop.in stop.out>loss.prediction {GRADED}",
        ),
    ),
    "target among the features": lambda: Case(
        "answer among the inputs",
        "x",
        "Take 'y' out of the features",
        drawn(
            [
                ("x", "vector", {"field": "x", "features": 2}),
                ("dense", "dense", {"units": 1}),
                ("y", "value_target", {"field": "y"}),
                ("loss", "mse", {}),
            ],
            "x.out>dense.in dense.out>loss.prediction y.out>loss.target",
            data={**TABLE, "source": {**TABLE["source"], "features": ["a", "y"]}},
        ),
    ),
    "numbers for classes": lambda: Case(
        "field kind",
        "y",
        "Turn 'y' into classes",
        drawn(
            [("x", "vector", {"field": "x", "features": 1}), SCORES, ("y", "class_target", {"field": "y"}), LOSS],
            "x.out>scores.in scores.out>loss.prediction y.out>loss.target",
            data=TABLE,
        ),
    ),
    "lengths of one alone": lambda: Case(
        "time lengths",
        "sum",
        "Turn ragged off for 'other'",
        sequences(
            [("other", "sequence", {"features": 6, "ragged": True}), ("sum", "add", {})],
            "steps.out>sum.in1 other.out>sum.in2 sum.out>result.in",
        ),
    ),
}
