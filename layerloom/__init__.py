"""LayerLoom for scripts, notebooks and plug-ins: the one package to import.

    import layerloom

    network = layerloom.load("digits.loom.json")
    print(network.check().problems)
    model = network.compile()               # a torch.nn.Module
    run = network.train(epochs=5)           # run.metrics, run.folder
    network.export("digits.py")

What is promised: the names in ``__all__`` here, in `layerloom.plugin` and in `layerloom.plugin.proofs`, with
their documented arguments and attributes, stay as they are within a major version; what will go is announced by
a DeprecationWarning for one minor version before. New names, new optional arguments and new attributes may come
at any time. Everything else, the modules of the editor and the backend above all, may change with each version.

`load`, `check` and `export` import no torch; `compile` and `train` do, when they are first called.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerloom.network import (
        CheckResult,
        FinishedRun,
        LoomError,
        Network,
        Problem,
        check,
        compile,
        export,
        load,
        train,
    )

__all__ = [
    "CheckResult",
    "FinishedRun",
    "LoomError",
    "Network",
    "Problem",
    "check",
    "compile",
    "export",
    "load",
    "train",
]


def __getattr__(name: str) -> Any:
    # The command line and every plug-in import this package when they start: nothing is loaded until it is used.
    if name in __all__:
        return getattr(import_module("layerloom.network"), name)
    raise AttributeError(f"module 'layerloom' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
