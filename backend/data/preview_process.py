"""``python -m backend.data.preview_process``: a look at data in a process of its own.

It reads one JSON object from standard input, ``{"data": section, "folder": "...", "network": false}``, and writes
one to standard output: ``{"preview": ...}`` as `backend.data.preview.describe` makes it, or ``{"failed": "..."}``,
with ``"settings"`` of the source that would read the data.
Whoever starts it ends it after `PREVIEW_SECONDS`, or as soon as nobody waits for the answer.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from backend.data.network_paths import network_allowed
from backend.data.preview import preview
from backend.declare.parameters import Json
from backend.errors import DataError, LoomError
from backend.faults import OUT_OF_MEMORY, record_fault


def answer(request: Json) -> dict[str, Json]:
    """Never raises."""
    try:
        with network_allowed(bool(request["network"])):
            return {"preview": preview(request["data"], Path(request["folder"]))}
    except DataError as error:
        return {"failed": str(error), "settings": error.settings}
    except LoomError as error:
        return {"failed": str(error)}
    except MemoryError:
        return {"failed": OUT_OF_MEMORY}
    except Exception as error:
        return {"failed": record_fault(error, "preview").sentence}


def main() -> None:
    """Keeps standard output for the answer alone."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.buffer.read().decode("utf-8", "replace"))
    with answers:
        json.dump(answer(request), answers)


if __name__ == "__main__":
    main()
