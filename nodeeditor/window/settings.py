"""What the program remembers from one start to the next."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from backend.data.network_paths import network_place
from nodeeditor.theme import ColourMode
from nodeeditor.theme.fonts import SCALES

RECENT_LIMIT = 12


class Settings:
    """Typed access to the remembered values; anything unreadable counts as never set."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def colour_mode(self) -> ColourMode:
        value = self._value("colour_mode")
        return next((mode for mode in ColourMode if mode.value == value), ColourMode.SYSTEM)

    @colour_mode.setter
    def colour_mode(self, mode: ColourMode) -> None:
        self._store.setValue("colour_mode", mode.value)

    def recent_files(self) -> list[Path]:
        """The files that were opened or saved last, the newest first; those that are gone are left out.

        One on another machine is not looked at: it stays in the list until it is chosen.
        """
        return [path for path in self._remembered_files() if network_place(str(path)) or _is_file(path)]

    def _remembered_files(self) -> list[Path]:
        return [Path(text) for text in self._texts("recent_files") if "\0" not in text]

    def add_recent_file(self, path: Path) -> None:
        others = [other for other in self._remembered_files() if other != path]
        self._store.setValue("recent_files", [str(item) for item in [path, *others][:RECENT_LIMIT]])

    def clear_recent_files(self) -> None:
        self._store.setValue("recent_files", [])

    def layer_habits(self) -> tuple[list[str], list[str]]:
        """The types of the layers that are favourites, and of those that were used last."""
        return self._texts("favourite_layers"), self._texts("recent_layers")

    def set_layer_habits(self, favourites: Sequence[str], recent: Sequence[str]) -> None:
        self._store.setValue("favourite_layers", list(favourites))
        self._store.setValue("recent_layers", list(recent))

    def _value(self, name: str, default: object = None) -> Any:
        try:
            return self._store.value(name, default)
        # Damaged values of Python's own kinds are unpickled, which may raise anything.
        except Exception:
            return default

    def _texts(self, name: str) -> list[str]:
        value = self._value(name, [])
        # A list of a single text comes back from INI files as that text.
        texts = value if isinstance(value, list) else [value]
        return [text for text in texts if isinstance(text, str) and text]

    @property
    def library_folder(self) -> Path:
        """The folder of the block library."""
        location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
        return Path(str(self._value("library_folder", "") or Path(location) / "blocks"))

    @library_folder.setter
    def library_folder(self, folder: Path) -> None:
        self._store.setValue("library_folder", str(folder))

    def allows_network(self, document: Path, place: str) -> bool:
        """Whether the person agreed that this document reads data from another machine."""
        return place in self._network_places(document)

    def allow_network(self, document: Path, place: str) -> None:
        self._store.setValue(_network_key(document), [*self._network_places(document), place])

    def _network_places(self, document: Path) -> list[str]:
        return self._texts(_network_key(document))

    def shortcut(self, action_id: str) -> str | None:
        """The keys that the person chose for an action, empty for none; ``None`` where the declared ones hold."""
        value = self._value(f"shortcuts/{action_id}")
        return value if isinstance(value, str) else None

    def set_shortcut(self, action_id: str, keys: str | None) -> None:
        if keys is None:
            self._store.remove(f"shortcuts/{action_id}")
        else:
            self._store.setValue(f"shortcuts/{action_id}", keys)

    @property
    def wheel_pans(self) -> bool:
        return self._flag("wheel_pans")

    @wheel_pans.setter
    def wheel_pans(self, pans: bool) -> None:
        self._store.setValue("wheel_pans", pans)

    @property
    def reduces_motion(self) -> bool:
        return self._flag("reduces_motion")

    @reduces_motion.setter
    def reduces_motion(self, reduces: bool) -> None:
        self._store.setValue("reduces_motion", reduces)

    @property
    def text_scale(self) -> float:
        """One of `SCALES`."""
        value = str(self._value("text_scale"))
        return next((scale for scale in SCALES if str(scale) == value), 1.0)

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._store.setValue("text_scale", str(scale))

    def _flag(self, name: str) -> bool:
        # The INI files of Linux give back text, the registry and property lists real booleans.
        return str(self._value(name)).lower() == "true"

    def layout(self, name: str) -> QByteArray | None:
        """The remembered state of a window or a splitter."""
        value = self._value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, name: str, state: QByteArray) -> None:
        self._store.setValue(f"layout/{name}", state)

    @property
    def device(self) -> str:
        """The device that the person chose last; empty for the document's own choice."""
        return str(self._value("device", "") or "")

    @device.setter
    def device(self, name: str) -> None:
        self._store.setValue("device", name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    # A name that is too long, or a folder that can't be entered.
    except (OSError, ValueError):
        return False


def _network_key(document: Path) -> str:
    # A digest, because the slashes of a path would be groups of settings.
    return f"network/{sha256(str(document).encode(errors='surrogateescape')).hexdigest()[:32]}"
