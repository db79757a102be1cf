"""What may stand between targets and losses: layers without weights, as the model never sees what is right."""

from __future__ import annotations

from backend.check.blocks import BlockLayer
from backend.check.node_check import NodeReport
from backend.document.graph import Wire
from backend.errors import LoomError

ADVICE = (
    "which the model never sees: for teacher forcing add an input such as Tokens with 'teacher_forcing' for the "
    "same field; between a target and a loss use layers that only compute"
)


def refuse_target_as_output(wire: Wire) -> None:
    raise LoomError(
        f"Output {wire.target!r} gets what comes from a target through {wire.source!r}, and a model that predicts "
        "has no targets: wire a result of its layers to the Output"
    )


def refuse_learning_from_target(wire: Wire, report: NodeReport) -> None:
    """Raises `LoomError` for a layer that has something to learn, and for a block."""
    if report.layer is None or report.shaped is None:
        return
    if report.shaped.weights or isinstance(report.layer, BlockLayer):
        raise LoomError(
            f"{report.layer.name} {wire.target!r} learns, but gets what is right from {wire.source!r}, {ADVICE}"
        )
