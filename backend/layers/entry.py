"""Where a block's inputs come in. Its results leave by Output nodes."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Role, Shaped, ShapeError, Types


def _outside(_values: Values, _types: Types) -> Shaped:
    raise ShapeError(
        "block", "stands inside a block, where it is an input of the block", "use an Image, Sequence, ..."
    )


LAYERS.add(
    Layer(
        type="block_input",
        name="Block input",
        category=Category.BLOCK,
        role=Role.ENTRY,
        glyph="input",
        summary="An input of the block in which it stands; its id is the name of the port.",
        synonyms=("port", "entry", "argument"),
        inputs=(),
        outputs=(Port("out", "what enters the block"),),
        shape=_outside,
    )
)
