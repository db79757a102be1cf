"""The environment that torch must find when it is imported."""

from __future__ import annotations

import os


def engine_environment() -> dict[str, str]:
    """Variables for the process that runs models.

    One core stays free for the editor, and waiting threads sleep: with as many spinning threads as cores and one
    core busy, a training step took twenty times as long.
    """
    threads = str(max(1, (os.cpu_count() or 2) - 1))
    return {
        "OMP_WAIT_POLICY": "PASSIVE",
        "GOMP_SPINCOUNT": "0",
        "OMP_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
    }
