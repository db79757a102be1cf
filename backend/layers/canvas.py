"""What is placed on the canvas without being a layer: bends of wires, frames and notes."""

from __future__ import annotations

from backend.declare.layer import LAYERS, Category, Layer, Port, Role, Shaped
from backend.declare.parameters import Integer, Text


def _side(name: str, default: int) -> Integer:
    return Integer(
        name=name, default=default, minimum=40, maximum=100_000, unit="pt", meaning=f"{name} on the canvas"
    )


LAYERS.add(
    Layer(
        type="reroute",
        name="Reroute",
        category=Category.CANVAS,
        role=Role.WIRE,
        glyph="merge",
        summary="A bend of a wire that can be grabbed; it changes nothing.",
        synonyms=("bend", "knot", "dot", "relay", "identity", "pass-through"),
        inputs=(Port("in", "what passes"),),
        outputs=(Port("out", "the same"),),
        shape=lambda _v, types: Shaped({"out": types["in"]}),
    ),
    Layer(
        type="frame",
        name="Frame",
        category=Category.CANVAS,
        role=Role.ANNOTATION,
        glyph="shape",
        summary="A titled area behind nodes; moving it moves what lies inside.",
        synonyms=("group", "box", "backdrop", "comment"),
        parameters=(_side("width", 480), _side("height", 240)),
        inputs=(),
        outputs=(),
        shape=lambda _v, _t: Shaped({}),
    ),
    Layer(
        type="note",
        name="Note",
        category=Category.CANVAS,
        role=Role.ANNOTATION,
        glyph="shape",
        summary="A text on the canvas, in Markdown.",
        synonyms=("comment", "text", "markdown", "sticky"),
        parameters=(
            Text(name="text", default="", meaning="what the note says, in Markdown"),
            _side("width", 240),
            _side("height", 120),
        ),
        inputs=(),
        outputs=(),
        shape=lambda _v, _t: Shaped({}),
    ),
)
