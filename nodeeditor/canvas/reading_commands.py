"""The commands that help to read a graph, for the window's table of actions."""

from __future__ import annotations

from nodeeditor.canvas.commands import Command, on_nodes, on_one
from nodeeditor.canvas.painting.heat_map import HeatKind
from nodeeditor.canvas.streams import Streams


def _heat(kind: HeatKind, text: str, keys: str) -> Command:
    return Command(
        f"heat_{kind.name.lower()}",
        text,
        lambda c: c.reading.toggle_heat(kind),
        "read",
        keys,
        on_nodes,
        lambda c: c.reading.heat_kind is kind,
    )


def _stream(way: Streams, text: str, keys: str) -> Command:
    return Command(
        f"stream_{str(way.name).lower()}",
        text,
        lambda c: c.reading.toggle_streams(way),
        "read",
        keys,
        on_nodes,
        lambda c: way in c.reading.streams,
    )


READING_COMMANDS: tuple[Command, ...] = (
    _stream(Streams.UP, "Highlight upstream of the selection", "["),
    _stream(Streams.DOWN, "Highlight downstream of the selection", "]"),
    _heat(HeatKind.PARAMETERS, "Colour by parameters", "Alt+1"),
    _heat(HeatKind.MULTIPLY_ADDS, "Colour by multiply-adds", "Alt+2"),
    _heat(HeatKind.MEMORY, "Colour by activation memory", "Alt+3"),
    Command(
        "tell_problems",
        "Say what is wrong with the node",
        lambda c: c.reading.show_problems(),
        "read",
        "I",
        on_one,
    ),
)
