"""Has the engine load a data section, and hands its answer to the panel that asked last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from backend.declare.parameters import Json
from backend.training.events import Failed, Preview, Previewed
from nodeeditor.engine_client import EngineClient, EngineDeath
from nodeeditor.panels.data.panel import DataPanel


class PreviewControl(QObject):
    """Numbers the questions, so that an answer to an older one is left aside."""

    def __init__(self, client: EngineClient, panel: DataPanel) -> None:
        super().__init__(panel)
        self._client = client
        self._panel = panel
        self._asked = 0
        self._waiting = False
        panel.preview_wanted.connect(self._ask)
        client.previewed.connect(self._on_previewed)
        client.failed.connect(self._on_failed)
        client.died.connect(self._on_died)

    def _ask(self, section: Json, folder: Path) -> None:
        self._asked += 1
        self._waiting = True
        self._client.send(Preview(self._asked, section, str(folder)))

    def _on_previewed(self, event: Previewed) -> None:
        if event.id == self._asked:
            self._waiting = False
            self._panel.show_preview(event.preview)

    def _on_failed(self, event: Failed) -> None:
        if event.id == self._asked and self._waiting:
            self._waiting = False
            self._panel.show_failure(event.message)

    def _on_died(self, death: EngineDeath) -> None:
        if self._waiting:
            self._waiting = False
            self._panel.show_failure(f"The engine stopped while it loaded the data ({death.reason}).")
