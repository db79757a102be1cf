"""Layers that see later steps: what each does, and how to make it see earlier ones alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.document.actions import remove_and_reconnect, rewire
from backend.document.document import Document
from backend.document.edits import Edit, EditInBlock, ReplaceNode, SetParameters
from backend.layers.shared.shapes import each
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Fix
from backend.lints.looking_ahead import LookingAhead

SUMMARIES = frozenset({"last", "hidden", "cell"})
"""Outputs of recurrent layers that have read all steps."""
NORMS = frozenset(
    {"batch_norm1d", "batch_norm2d", "batch_norm3d", "instance_norm", "group_norm", "layer_norm", "rms_norm"}
)
SOFTMAXES = frozenset({"softmax", "log_softmax", "softmin"})
REVERSING = frozenset({"reverse_time", "flip"})
CAUSAL_CONVOLUTION = "causal_conv1d"


def place_words(checked: CheckedGraph, found: LookingAhead) -> str:
    """``LSTM 'encoder'``; ``Block 'layers': LSTM 'lstm' inside`` would name the node of the network first."""
    layer = found.report.layer
    name = f"{layer.name if layer else 'Node'} {found.node!r}"
    return f"{name} inside {checked.title(found.placed)}" if found.within else name


def _values(found: LookingAhead) -> Mapping[str, Json]:
    return found.report.values.as_dict()


def _type(found: LookingAhead) -> str:
    return found.report.layer.type if found.report.layer else ""


def _reads_both_ways(found: LookingAhead) -> bool:
    return bool(_values(found).get("direction", "forward") != "forward")


def reason(found: LookingAhead) -> str:
    """What the layer does, as the verb of a sentence."""
    type_name = _type(found)
    if _reads_both_ways(found):
        return "also reads the sequence backwards"
    if found.port in SUMMARIES:
        return f"has read all steps before it gives its output {found.port!r}"
    if _values(found).get("causal") is False:
        return "lets each step attend to later ones"
    if type_name in REVERSING:
        return "reverses the order of the steps"
    if type_name in NORMS:
        return "normalises with statistics of later steps"
    if type_name in SOFTMAXES:
        return "normalises over all steps"
    if not found.is_known:
        return "mixes steps in a way that the check can't follow"
    return "computes each step from later ones too"


def advice(found: LookingAhead) -> str:
    """What to do about it, in words."""
    type_name = _type(found)
    if _reads_both_ways(found):
        return "set its direction to forward"
    if found.port in SUMMARIES:
        return "use its output 'sequence'"
    if _values(found).get("causal") is False:
        return "turn on causal"
    if type_name.startswith("conv"):
        return f"use a {LAYERS.get(CAUSAL_CONVOLUTION).name}"
    if type_name in NORMS:
        return "use a Layer norm over the features"
    if type_name in SOFTMAXES:
        return "normalise over another axis"
    return "use layers that see earlier steps alone"


def causal_fixes(checked: CheckedGraph, found: LookingAhead) -> Iterator[Fix]:
    """Edits of the layer, inside its block where it stands in one."""
    scope = checked.document.root.inside(found.block) if found.block else checked.document
    name = found.report.layer.name if found.report.layer else found.node
    removed = tuple(remove_and_reconnect(scope, [found.node]))
    edits_found = list(_edits(scope, found)) or [(f"Remove the {name} {found.node!r}", removed)]
    for label, edits in edits_found:
        if found.block:
            inside = tuple(EditInBlock(found.block, edit) for edit in edits)
            yield Fix(f"{label} in block {found.block!r}", inside)
        else:
            yield Fix(label, edits)


def _edits(scope: Document, found: LookingAhead) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    node, values, type_name = scope.node(found.node), _values(found), _type(found)
    if _reads_both_ways(found):
        forward = {"direction": "forward"}
        yield f"Set direction of {node.id!r} to forward", (SetParameters(node.id, forward),)
        # With twice the units the result keeps its size.
        units: Json = 2 * values["units"]
        yield (
            f"Set direction of {node.id!r} to forward and units to {units}",
            (SetParameters(node.id, {**forward, "units": units}),),
        )
    if found.port in SUMMARIES:
        wires = [wire for wire in scope.wires_from(node.id) if wire.output == found.port]
        edits = [edit for wire in wires for edit in rewire(scope, wire, wire._replace(output="sequence"))]
        yield f"Use the output 'sequence' of {node.id!r}", tuple(edits)
    if values.get("causal") is False:
        yield f"Turn on causal of {node.id!r}", (SetParameters(node.id, {"causal": True}),)
    if type_name == "conv1d":
        known = {parameter.name for parameter in LAYERS.get(CAUSAL_CONVOLUTION).parameters}
        kept = {name: value for name, value in node.parameters.items() if name in known}
        (kernel,), (dilation,) = each(values["kernel"], 1), each(values["dilation"], 1)
        kept |= {"kernel": kernel, "dilation": dilation}
        causal = replace(node, type=CAUSAL_CONVOLUTION, parameters=kept)
        yield f"Use {LAYERS.get(CAUSAL_CONVOLUTION).name} for {node.id!r}", (ReplaceNode(causal),)
    if type_name in NORMS:
        features = replace(node, type="layer_norm", parameters={})
        yield f"Use Layer norm for {node.id!r}", (ReplaceNode(features),)
    if type_name in SOFTMAXES and values.get("axis") != "last":
        yield f"Set axis of {node.id!r} to last", (SetParameters(node.id, {"axis": "last"}),)
