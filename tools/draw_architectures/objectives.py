"""How drawn networks are judged: the target, the loss and a metric behind their results."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.parts import layer
from tools.draw_architectures.sketch import End, Sketch


def classify(sketch: Sketch, scores: End, classes: int) -> None:
    """One class for each sample."""
    target = sketch.add(layer("class_target", "truth", classes=classes))
    sketch.add(layer("cross_entropy"), scores, target)
    sketch.add(layer("accuracy"), scores, target)


def regress(sketch: Sketch, values: End, features: int = 1, loss: str = "mse") -> None:
    """Numbers for each sample."""
    target = sketch.add(layer("value_target", "truth", features=features))
    sketch.add(layer(loss, "loss"), values, target)


def decide(sketch: Sketch, logits: End, features: int = 1) -> None:
    """Yes or no, once or several times for each sample."""
    target = sketch.add(layer("value_target", "truth", features=features))
    sketch.add(layer("binary_cross_entropy"), logits, target)
    sketch.add(layer("binary_accuracy"), logits, target)


def name_tokens(sketch: Sketch, scores: End, vocabulary: int, **others: Json) -> None:
    """A token for each step: tags, or the words of a text."""
    target = sketch.add(layer("token_target", "truth", vocabulary=vocabulary, **others))
    sketch.add(layer("cross_entropy"), scores, target)
    sketch.add(layer("accuracy"), scores, target)


def spell(sketch: Sketch, scores: End, letters: int) -> None:
    """Letters in their order, without knowing at which step each is heard or seen."""
    target = sketch.add(layer("token_target", "text", "Right text", length="L", vocabulary=letters, ragged=True))
    sketch.add(layer("ctc", "loss"), scores, target)
    sketch.add(layer("token_error_rate", "errors", "Letter errors"), scores, target)


def name_results(sketch: Sketch, **results: End) -> None:
    """Results that no loss of this document looks at."""
    for name, end in results.items():
        sketch.add(layer("output", name), end)
