"""All property tests of a layer in one class, for the author of a plug-in."""

from __future__ import annotations

from backend.layer_proofs.agreement import Agreement
from backend.layer_proofs.costs import Costs
from backend.layer_proofs.padding import Padding
from backend.layer_proofs.rules import Rules
from backend.layer_proofs.words import DeclaredText


class LayerProofs(Agreement, Rules, Padding, Costs, DeclaredText):
    """Derive a class whose name begins with ``Test`` and give it ``trials``; pytest does the rest."""
