"""What a plug-in imports to declare layers, losses and metrics; see `docs/plugins.md`. Imports no torch.

Declaring: `Layer`, `Category`, `Role`, `Takes`, `Port`, and `LAYERS.add`. Parameters: `Integer`, `Number`,
`Flag`, `Choice`, `Text`, `Length`, `Sizes`, `Integers`, `Numbers`, `Texts`. The shape rule: `Types` of
`TensorType` with `Element` and sizes (`Size`, `symbol`, `product`), answered by a `Shaped` with its `Form`, or
a `ShapeError`; `only`, `fixed` and ``require_…`` are what most rules need. The source: `Site` to `Code`;
`call`, `literal` and `mask_of` print its expressions. How weights start: an `InitialParameter` for tensors of a
`Shape`, and the `InitialTensor`s that ``Layer.initial`` answers with.
"""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialParameter, InitialTensor, Shape
from backend.declare.layer import (
    LAYERS,
    Category,
    Code,
    Form,
    Layer,
    Port,
    Role,
    Shaped,
    ShapeError,
    Site,
    Takes,
    Types,
)
from backend.declare.literals import literal
from backend.declare.parameters import (
    Choice,
    Flag,
    Integer,
    Integers,
    Length,
    Number,
    Numbers,
    Sizes,
    Text,
    Texts,
)
from backend.declare.size import Size, product, symbol
from backend.declare.tensor_type import Element, TensorType, floats, integers, sequence
from backend.layers.shared.shapes import fixed, only, require_batch_first, require_float, require_unragged
from backend.layers.shared.source import call, mask_of

__all__ = [
    "LAYERS",
    "Category",
    "Choice",
    "Code",
    "Element",
    "Flag",
    "Form",
    "InitialParameter",
    "InitialTensor",
    "Integer",
    "Integers",
    "Layer",
    "Length",
    "Number",
    "Numbers",
    "Port",
    "Role",
    "Shape",
    "ShapeError",
    "Shaped",
    "Site",
    "Size",
    "Sizes",
    "Takes",
    "TensorType",
    "Text",
    "Texts",
    "Types",
    "Values",
    "call",
    "fixed",
    "floats",
    "integers",
    "literal",
    "mask_of",
    "only",
    "product",
    "require_batch_first",
    "require_float",
    "require_unragged",
    "sequence",
    "symbol",
]
