"""What a run was made with: versions, device, seed and settings."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
import torch

from backend.engine.project import Project
from backend.engine.run_folder import RunFolder
from backend.files import write_json


def write_facts(run: RunFolder, project: Project, device: str) -> None:
    """Writes down what a run was made with. The data's folder is kept relative where the run lies inside it."""
    path, documents = run.path.resolve(), project.folder.resolve()
    folder = os.path.relpath(documents, path) if path.is_relative_to(documents) else str(documents)
    settings = project.settings
    facts = {
        "name": project.document.name,
        "folder": Path(folder).as_posix(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "layerloom": own_version(),
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "platform": platform.platform(),
        "device": device,
        "seed": settings.values.seed,
        "settings": {
            **settings.values.as_dict(),
            "optimizer": {"type": settings.optimizer.type, **settings.optimizer_values.as_dict()},
            "schedule": {"type": settings.schedule.type, **settings.schedule_values.as_dict()},
        },
    }
    write_json(run.facts, facts)


def own_version() -> str:
    try:
        return metadata.version("layerloom")
    except metadata.PackageNotFoundError:
        return "not installed"
