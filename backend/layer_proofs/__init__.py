"""Property tests for layers, for LayerLoom's own and for those of plug-ins; the program itself never imports this.

Needs pytest and hypothesis: ``pip install layerloom[development]``.
"""

from __future__ import annotations

from backend.layer_proofs.agreement import Agreement
from backend.layer_proofs.declared_text import DeclaredText
from backend.layer_proofs.rules import Costs, Padding, Rules


class LayerProofs(Agreement, Rules, Padding, Costs, DeclaredText):
    """All property tests of a layer: derive a class whose name begins with ``Test`` and give it ``trials``."""
