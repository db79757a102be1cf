"""What a module computes, told as digests of every tensor: one JSON line for each run.

As a script (``python -I probe.py``) it serves exported files in a clean interpreter: it knows torch and nothing
of LayerLoom, whose import it refuses. As a module of the program (``python -m``) it builds what a training builds.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import runpy
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TextIO

import torch
from torch import Tensor, nn

SEED = 0
FIRST_DRAW = 7
"""The seed before each run: the same dropout on both sides."""

Record = tuple[str, str, float]
"""What a tensor is, the digest of its type, shape and bits, and the sum of its values."""


@dataclass(frozen=True)
class Module:
    """What one side has made of a job: the model with its first weights, and its own ``example_inputs``."""

    model: nn.Module
    example_inputs: Callable[[int, int | None], tuple[Tensor, ...]]


Load = Callable[[Mapping[str, Any]], Module]


def serve(load: Load) -> None:
    """Answers each job from standard input with one line for its weights, one for each run, and one at its end."""
    torch.set_num_threads(1)  # with several, torch adds up in changing orders
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a model prints must not stand between the answers
    _tell(answers, {"python": platform.python_version(), "torch": str(torch.__version__)})
    for job in _jobs_while_wanted(sys.stdin):
        try:
            for answer in _answers(load(job), job["runs"]):
                _tell(answers, {"tensors": answer})
            _tell(answers, {"done": True})
        except (Exception, SystemExit) as error:
            _tell(answers, {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})


def _answers(module: Module, runs: list[Mapping[str, Any]]) -> Iterator[list[Record]]:
    model = module.model
    yield [_record(f"first weight {name}", value) for name, value in model.state_dict().items()]
    for run in runs:
        yield list(_run(module, run))
    yield [_record(f"buffer {name} after all runs", value) for name, value in model.named_buffers()]


def _run(module: Module, run: Mapping[str, Any]) -> Iterator[Record]:
    """One pass forward and back: inputs, outputs, and the gradients of all parameters and inputs."""
    model, batch, time = module.model.train(run["training"]), run["batch"], run["time"]
    model.zero_grad(set_to_none=True)
    torch.manual_seed(batch)
    inputs = module.example_inputs(batch, time)
    # Gradients of inputs are compared too: they show differences in layers without parameters.
    floats = [value.requires_grad_() for value in inputs if value.is_floating_point()]
    # Different lengths from full to about half, so that padding takes part in the comparison.
    lengths = time - torch.arange(batch) % (time // 2 + 1) if run["lengths"] else None
    torch.manual_seed(FIRST_DRAW)
    results = model(*inputs, **dict.fromkeys(run["lengths"], lengths))
    results = results if isinstance(results, tuple) else (results,)
    graded = [result.square().mean() for result in results if result.requires_grad]
    if graded:
        torch.stack(graded).sum().backward()  # type: ignore[no-untyped-call]
    yield from (_record(f"input {number}", value) for number, value in enumerate(inputs, 1))
    yield from (_record(f"output {number}", value) for number, value in enumerate(results, 1))
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            yield _record(f"gradient of {name}", parameter.grad)
    for number, value in enumerate(floats, 1):
        if value.grad is not None:
            yield _record(f"gradient of input {number}", value.grad)


def _record(name: str, tensor: Tensor) -> Record:
    tensor = tensor.detach().contiguous()
    size = tensor.numel() * tensor.element_size()
    digest = hashlib.blake2b(f"{tensor.dtype} {tuple(tensor.shape)}".encode(), digest_size=16)
    if size:
        # The bytes are hashed in place and not through NumPy, which has no bfloat16.
        digest.update((ctypes.c_char * size).from_address(tensor.data_ptr()))
    return name, digest.hexdigest(), float(tensor.sum(dtype=torch.float64))


def _jobs_while_wanted(jobs: TextIO) -> Iterator[Mapping[str, Any]]:
    """Jobs as they come. A thread listens for them: so the process ends at once when nobody wants its answers."""
    waiting: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for line in jobs:
            waiting.put(line)
        os._exit(0)

    Thread(target=listen, daemon=True).start()
    while True:
        yield json.loads(waiting.get())


def _tell(answers: TextIO, content: Mapping[str, Any]) -> None:
    answers.write(json.dumps(content) + "\n")
    answers.flush()


class _NoLayerLoom:
    """An import hook: an exported file needs none of the program that wrote it."""

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] in ("backend", "nodeeditor", "layerloom"):
            raise ImportError(f"the exported file needs {name!r} of LayerLoom")


def load_exported(job: Mapping[str, Any]) -> Module:
    """Runs the exported file and takes what it names in ``__all__``."""
    namespace = runpy.run_path(job["file"], run_name="exported")
    name, inputs = namespace["__all__"]
    torch.manual_seed(SEED)
    return Module(namespace[name](), namespace[inputs])


def load_trained(job: Mapping[str, Any]) -> Module:
    """Builds the training text as a training does."""
    engine = import_module(f"{__package__}.build")
    built = engine.build(Path(job["file"]).read_text(encoding="utf-8"), job["class"])
    return Module(built.make(SEED, torch.device("cpu")), built.example_inputs)


if __name__ == "__main__":
    if __package__:
        serve(load_trained)
    else:
        sys.meta_path.insert(0, _NoLayerLoom())
        serve(load_exported)
