"""The picture of the house names what there is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text()


def test_every_path_of_the_page_exists() -> None:
    paths = re.findall(r"`((?:backend|nodeeditor|layerloom|docs)/[\w/.]+)`", PAGE)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_room_has_its_line() -> None:
    rooms = [room for root in ("backend", "nodeeditor") for room in (ROOT / root).iterdir() if room.is_dir()]
    names = {f"{room.parent.name}/{room.name}" for room in rooms if (room / "__init__.py").exists()}
    table = PAGE[PAGE.index("| room | subject |") : PAGE.index("### Where a new thing goes")]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = set()
    for cell in cells:
        first, *others = re.findall(r"`([^`]+)`", cell)
        told |= {first, *(other if "/" in other else f"{first.split('/')[0]}/{other}" for other in others)}
    assert names - told == set()
