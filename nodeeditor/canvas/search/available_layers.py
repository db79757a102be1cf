"""Which layers can be added where a person is: at the top of a document, or inside one of its blocks."""

from __future__ import annotations

from collections.abc import Iterable

from backend.check.blocks import INSIDE_ONLY, OUTSIDE_ONLY
from backend.check.checker import Checker
from backend.declare.layer import BLOCK_PREFIX, LAYERS, Layer, Role
from backend.document.definitions import containing
from backend.document.document import Document
from nodeeditor.canvas.workspace import Offers


def offered_layers(document: Document, checker: Checker) -> list[Layer]:
    """The declared layers that can stand here, and the document's blocks that don't hold this place."""
    within = document.block_name
    barred = OUTSIDE_ONLY if within else INSIDE_ONLY
    return [*(layer for layer in LAYERS if layer.role not in barred), *offered_blocks(document, checker)]


def ranked_layers(layers: Iterable[Layer], offers: Offers) -> list[tuple[Layer, int]]:
    """The layers that a search offers, and how well each fits: the best first, of equals operations."""
    if offers.fits is None:
        return [(layer, 0) for layer in layers]
    found = [(layer, offers.fits(layer)) for layer in layers]
    fitting = [(layer, worth) for layer, worth in found if worth]
    fitting.sort(key=lambda pair: (-pair[1], pair[0].role is not Role.OPERATION))
    return [*fitting, *(pair for pair in found if not pair[1])] if offers.others else fitting


def rank_after(layer: Layer, port: str) -> int:
    """How well a layer goes on behind a value at one of its inputs: best where it needs nothing else."""
    needed = [declared.name for declared in layer.inputs if not (declared.optional or declared.many)]
    return 2 if needed == [port] else 1


def rank_before(layer: Layer, port: str) -> int:
    """How well a layer feeds something from one of its outputs: best from its first."""
    return 2 if port == layer.outputs[0].name else 1


def offered_blocks(document: Document, checker: Checker) -> list[Layer]:
    """The blocks of a document that can be placed here: no block stands in itself."""
    within = document.block_name
    barred = containing(document, within) if within else set()
    found = (checker.layers.find(BLOCK_PREFIX + name) for name in document.block_names if name not in barred)
    return [layer for layer in found if layer is not None]


def layer_name(checker: Checker, type_name: str) -> str:
    """What people read for a type; the type itself where it is not known."""
    layer = checker.layers.find(type_name)
    return layer.name if layer else type_name
