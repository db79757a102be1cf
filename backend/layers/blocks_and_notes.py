"""Nodes that are not layers: the ports inside a block, bends of wires, frames and notes."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Role, Shaped, Types
from backend.declare.parameters import Flag, Integer, Integers, Text
from backend.declare.tensor_type import floats


def _state(values: Values, _: Types) -> Shaped:
    return Shaped({"out": floats(*values.sizes)})


LAYERS.add(
    Layer(
        type="block_input",
        name="Block input",
        category=Category.BLOCK,
        role=Role.ENTRY,
        glyph="input",
        summary="An input of the block that contains it; its id is the name of the port.",
        synonyms=("port", "entry", "argument"),
        parameters=(
            Flag(
                name="whole",
                default=False,
                meaning="in a block that runs over time: passes the whole sequence at each step, as attention "
                "needs, instead of one step",
            ),
        ),
        inputs=(),
        outputs=(Port("out", "what enters the block"),),
        shape=lambda _v, _t: Shaped({}),
        summarise=lambda v: "whole" if v.whole else "",
    ),
    Layer(
        type="block_state",
        name="State",
        category=Category.BLOCK,
        role=Role.STATE,
        glyph="recurrent",
        summary="What a block that runs over time keeps from step to step; initially zero, or what is connected.",
        synonyms=("memory", "hidden", "loop", "recurrence"),
        parameters=(
            Integers(name="sizes", default=[64], minimum=1, longest=4, meaning="its sizes after the batch"),
        ),
        inputs=(),
        outputs=(Port("out", "the state after the previous step"),),
        shape=_state,
        summarise=lambda v: "×".join(map(str, v.sizes)),
    ),
    Layer(
        type="next_state",
        name="Next state",
        category=Category.BLOCK,
        role=Role.NEXT,
        glyph="recurrent",
        summary="What the block keeps for the next step.",
        synonyms=("memory", "hidden", "loop", "recurrence"),
        parameters=(
            Text(name="state", default="", suggests="state", meaning="the id of the State that it updates"),
        ),
        inputs=(Port("in", "the new state"),),
        outputs=(),
        shape=lambda _v, _t: Shaped({}),
        summarise=lambda v: v.state,
    ),
)


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
        summary="A bend of a wire that can be dragged; it passes its input unchanged.",
        synonyms=("bend", "knot", "dot", "relay", "identity", "pass-through"),
        inputs=(Port("in", "any value"),),
        outputs=(Port("out", "the same value"),),
        shape=lambda _v, types: Shaped({"out": types["in"]}),
    ),
    Layer(
        type="frame",
        name="Frame",
        category=Category.CANVAS,
        role=Role.ANNOTATION,
        glyph="shape",
        summary="A titled area behind nodes; moving it moves the nodes inside.",
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
