"""Where a model can run."""

from __future__ import annotations

import torch

from backend.errors import LoomError


def available_devices() -> tuple[str, ...]:
    """The kinds of devices that torch finds here, "cpu" first."""
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ("cpu", *(name for name, here in found.items() if here))


def choose_device(wish: str) -> torch.device:
    """The device of a setting: "auto" takes an accelerator where there is one. Raises `LoomError`."""
    available = available_devices()
    if wish in ("", "auto"):
        return torch.device("cuda" if "cuda" in available else available[-1])
    kind = wish.split(":")[0]
    if kind not in available:
        raise LoomError(f"the device {wish[:40]!r} is not available: torch finds {', '.join(available)}")
    try:
        return torch.empty(0, device=wish).device
    except (RuntimeError, AssertionError):
        raise LoomError(f"the device {wish[:40]!r} is not available: torch finds other {kind} devices") from None
