"""What each layer means in torch's own terms, written without the declarations: the oracle of the tests."""

from __future__ import annotations

from backend.layer_proofs.references import Reference
from tests.layers.references.arithmetic import ARITHMETIC
from tests.layers.references.placing import PLACING
from tests.layers.references.scaling import SCALING
from tests.layers.references.sequences import SEQUENCES
from tests.layers.references.shaping import SHAPING
from tests.layers.references.usual import USUAL
from tests.layers.references.windows import WINDOWS

FAMILIES = (USUAL, WINDOWS, SCALING, SEQUENCES, SHAPING, PLACING, ARITHMETIC)
REFERENCES: dict[str, Reference] = {kind: found for family in FAMILIES for kind, found in family.items()}
