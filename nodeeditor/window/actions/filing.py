"""Opening, saving and exporting."""

from __future__ import annotations

from nodeeditor.window.actions.action import Action, Key, on_nodes
from nodeeditor.window.pictures import export_picture

FILE_ACTIONS = (
    Action("new", "New", lambda p: p.files.new(), "open", Key.New, "new"),
    Action("open", "Open…", lambda p: p.files.open(), "open", Key.Open, "open"),
    Action("examples", "Examples…", lambda p: p.view.show_examples(), "open", "Ctrl+Shift+O"),
    Action("open_data_file", "Open a data file…", lambda p: p.view.open_data_file(), "data", icon="data"),
    Action("open_data_folder", "Open a folder of data…", lambda p: p.view.open_data_folder(), "data"),
    Action("save", "Save", lambda p: p.files.save(), "save", Key.Save, "save"),
    Action("save_as", "Save as…", lambda p: p.files.save_as(), "save", "Ctrl+Shift+S"),
    Action(
        "export_model",
        "Export model…",
        lambda p: p.files.export_model(),
        "export",
        "Ctrl+E",
        "export",
        enabled=on_nodes,
    ),
    Action(
        "export_script",
        "Export training script…",
        lambda p: p.files.export_script(),
        "export",
        "Ctrl+Shift+E",
        enabled=on_nodes,
    ),
    Action("verify", "Verify the export", lambda p: p.view.verify(), "export", icon="check", enabled=on_nodes),
    Action(
        "export_picture",
        "Export picture…",
        export_picture,
        "export",
        "Ctrl+Alt+E",
        enabled=on_nodes,
    ),
    Action("close", "Close", lambda p: p.files.close(), "close", "Ctrl+W"),
    Action("quit", "Quit", lambda p: p.view.close_window(), "close", "Ctrl+Q"),
)
