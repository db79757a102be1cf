"""What is seen: zoom, overlays, panels, accessibility and colours."""

from __future__ import annotations

from nodeeditor.canvas.commands import SIGHT_COMMANDS
from nodeeditor.canvas.reading_commands import READING_COMMANDS
from nodeeditor.theme import ColourMode
from nodeeditor.window.actions.action import Action, Key, of_canvas, on_nodes
from nodeeditor.window.program import Program


def _tab(number: int, name: str, text: str, icon: str) -> Action:
    return Action(f"show_{name}", text, lambda p: p.view.show_tab(name), "tabs", f"Ctrl+{number}", icon)


def _part(name: str, text: str, shortcut: str) -> Action:
    def is_shown(program: Program) -> bool:
        return program.view.part_is_shown(name)

    return Action(f"part_{name}", text, lambda p: p.view.toggle_part(name), "parts", shortcut, checked=is_shown)


def _mode(mode: ColourMode, text: str, icon: str = "") -> Action:
    def is_chosen(program: Program) -> bool:
        return program.view.colour_mode is mode

    return Action(
        f"colours_{mode.value}",
        text,
        lambda p: p.view.set_colour_mode(mode),
        "colours",
        icon=icon,
        checked=is_chosen,
    )


VIEW_ACTIONS = (
    Action("zoom_in", "Zoom in", lambda p: p.canvas.navigation.zoom_in(), "zoom", Key.ZoomIn),
    Action("zoom_out", "Zoom out", lambda p: p.canvas.navigation.zoom_out(), "zoom", Key.ZoomOut),
    Action("zoom_reset", "Zoom to 100 %", lambda p: p.canvas.navigation.zoom_reset(), "zoom", "Ctrl+0"),
    Action(
        "fit",
        "Fit all into view",
        lambda p: p.canvas.navigation.fit_all(),
        "zoom",
        "F",
        "fit",
        on_canvas=True,
        enabled=on_nodes,
        also=("Home",),
    ),
    *map(of_canvas, SIGHT_COMMANDS),
    *map(of_canvas, READING_COMMANDS),
    _tab(1, "node", "Node panel", ""),
    _tab(2, "data", "Data panel", "data"),
    _tab(3, "settings", "Training settings", "settings"),
    _tab(4, "training", "Training curves", "chart"),
    _tab(5, "code", "Code", "code"),
    _tab(6, "problems", "Problems", "warning"),
    _tab(7, "runs", "Runs", "runs"),
    _tab(8, "outline", "Outline", ""),
    _tab(9, "history", "History", ""),
    _part("palette", "Layer palette", "Ctrl+B"),
    _part("inspector", "Side panel", "Ctrl+Alt+B"),
    _part("dock", "Bottom panel", "Ctrl+J"),
    Action("next_part", "Go to the next part", lambda p: p.view.focus_next_part(), "parts", "F6"),
    Action("menu", "Open the menu", lambda p: p.view.open_menu(), "parts", "F10"),
    Action("text_larger", "Larger text", lambda p: p.accessibility.scale(1), "accessibility", "Ctrl+Alt+="),
    Action("text_smaller", "Smaller text", lambda p: p.accessibility.scale(-1), "accessibility", "Ctrl+Alt+-"),
    Action("text_reset", "Text at 100 %", lambda p: p.accessibility.reset_scale(), "accessibility", "Ctrl+Alt+0"),
    Action(
        "wheel_pans",
        "Wheel pans instead of zooming",
        lambda p: p.accessibility.toggle_wheel_pans(),
        "accessibility",
        checked=lambda p: p.accessibility.wheel_pans,
    ),
    Action(
        "reduce_motion",
        "Reduce motion",
        lambda p: p.accessibility.toggle_reduced_motion(),
        "accessibility",
        checked=lambda p: p.accessibility.reduces_motion,
    ),
    _mode(ColourMode.SYSTEM, "Colours of the system"),
    _mode(ColourMode.DARK, "Dark", "moon"),
    _mode(ColourMode.LIGHT, "Light", "sun"),
    _mode(ColourMode.HIGH_CONTRAST_DARK, "High contrast, dark"),
    _mode(ColourMode.HIGH_CONTRAST_LIGHT, "High contrast, light"),
)
