"""Mutated inputs of every kind: each is read, or refused by a sentence of ours, in a bounded time; nothing else.

A few hundred examples, always the same, are part of `make test`. `FUZZ=100000 make fuzz` draws so many for each
target at random, and prints what reproduces a failure.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import backend.layers  # noqa: F401 - declares the layers
from backend.check.checker import Checker, all_problems
from backend.data.loading.arrays import load_npz
from backend.data.loading.pictures import decode_picture
from backend.data.prepare import load
from backend.document.clipboard import paste_text
from backend.document.document import Document
from backend.document.file import from_json, to_json
from backend.document.file import load as load_document
from backend.document.graph import Position
from backend.document.png import load_picture, with_document
from backend.document.text import to_text
from backend.engine.checkpoint import read_weights
from backend.engine.run_description import read_description
from backend.engine.run_folder import RunFolder
from backend.engine.trained_model import load_trained
from backend.errors import LoomError
from backend.training.events import read_command, read_event
from backend.training.metrics_file import read_metrics
from tests.engine.documents import digits, trained

COUNT = int(os.environ.get("FUZZ", "60"))
MAX_SECONDS = 20
"""What one input may take: only an input that is never done with takes so long."""
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.loom.json"))
HOSTILE = (
    b"\x00",
    b"\xff" * 4,
    b"-1",
    b"9" * 30,
    b"1e999",
    b"null",
    b"[]",
    b"{}",
    b'"',
    b"[" * 300,
    b"\\ud800",
    b"__class__",
)


class Target(NamedTuple):
    """``samples`` are sound inputs; ``read`` reads one from a file and may raise what is ``ours``."""

    samples: Callable[[], list[bytes]]
    read: Callable[[Path], object]
    ours: tuple[type[Exception], ...] = (LoomError,)
    name: str = "input"


def mutated(content: bytes, seed: int) -> bytes:
    """One to eight changes: bytes flipped, cut, doubled, moved, overwritten with what is often mishandled."""
    draw, made = random.Random(seed), bytearray(content)
    for _ in range(draw.randint(1, 8)):
        place, length = draw.randrange(len(made) + 1), draw.choice((1, 1, 2, 4, 16, 64, 400))
        match draw.randrange(6):
            case 0 if place < len(made):
                made[place] ^= 1 << draw.randrange(8)
            case 1:
                del made[place : place + length]
            case 2:
                made[place:place] = made[place : place + length]
            case 3:
                other = draw.randrange(len(made) + 1)
                made[place : place + length] = made[other : other + length]
            case 4:
                made[place : place + draw.choice((0, 1, length))] = draw.choice(HOSTILE)
            case _:
                made[place : place + length] = draw.randbytes(length)
    return bytes(made)


def checked(path: Path) -> None:
    document = load_document(path)
    for problem in all_problems(Checker(document)):
        assert problem.message
    to_text(to_json(document))


def pasted(path: Path) -> None:
    document = Document()
    edits, _ = paste_text(document, path.read_text(errors="replace"), Position(0, 0))
    document.apply(*edits)


def table_read(path: Path) -> None:
    fields = {"b": {"column": "b", "transforms": [{"type": "classes"}]}, "features": {"column": "features"}}
    source = {"type": "csv_table", "path": path.name, "features": ["a", "c"], "target": "b"}
    load({"source": source, "fields": fields, "split": {"type": "random"}}, path.parent)


def picture_read(path: Path) -> None:
    for channels, depth in ((1, "8 bit"), (3, "8 bit"), (1, "16 bit"), (1, "float")):
        decode_picture(path, channels, 8, 8, depth)


def line_read(path: Path) -> None:
    for read in (read_event, read_command):
        read(path.read_text(errors="replace"))


def a_table() -> list[bytes]:
    rows = [f"{i},{'xyz'[i % 3]},{i / 7:.3f}" for i in range(30)]
    return ["\n".join(["a,b,c", *rows]).encode(), b"\xef\xbb\xbfa,b,c\r\n" + b'1,"x, y",2\r\n' * 12]


def archives() -> list[bytes]:
    made = []
    for save in (np.savez, np.savez_compressed):
        file = io.BytesIO()
        save(file, x=np.arange(12.0).reshape(4, 3), y=np.arange(4), names=np.array(["a", "b", "c", "d"]))
        made.append(file.getvalue())
    return made


def some_pictures() -> list[bytes]:
    colours = np.random.default_rng(0).integers(0, 255, (9, 7, 3), dtype=np.uint8)
    made = []
    for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        file = io.BytesIO()
        Image.fromarray(colours).save(file, kind)
        made.append(file.getvalue())
    for deep in (colours[..., 0].astype(np.uint16), colours[..., 0].astype(np.float32)):
        file = io.BytesIO()
        Image.fromarray(deep).save(file, "TIFF")
        made.append(file.getvalue())
    return made


@cache
def run_files(folder: Path) -> dict[str, bytes]:
    """The files of a small run."""
    trained(digits(epochs=1), folder)
    run = next(path for path in (folder / "runs").rglob("run.json")).parent
    return {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}


TARGETS = {
    "documents": Target(lambda: [path.read_bytes() for path in EXAMPLES[:8]], checked, name="input.loom.json"),
    "pictures of documents": Target(
        lambda: [with_document(some_pictures()[0], load_document(path)) for path in EXAMPLES[:3]], load_picture
    ),
    "clipboard": Target(lambda: [path.read_bytes() for path in EXAMPLES[:8]], pasted),
    "csv": Target(a_table, table_read, name="input.csv"),
    "npz": Target(archives, load_npz, (ValueError,), "input.npz"),
    "pictures": Target(some_pictures, picture_read, (ValueError,), "input.png"),
    "lines of the engine": Target(
        lambda: [b'{"event": "ready", "torch": "2.0", "devices": ["cpu"]}', b'{"command": "stop"}'], line_read
    ),
}


def file_of_run(name: str) -> Callable[[Path], object]:
    """Puts the file among the others of the run, and reads all that `predict` and `resume` would."""

    def read(path: Path) -> None:
        run = RunFolder(path.parent / "run")
        run.path.mkdir(exist_ok=True)
        for other, content in run_files(path.parent).items():
            (run.path / other).write_bytes(content)
        (run.path / name).write_bytes(path.read_bytes())
        if name == "metrics.jsonl":
            read_metrics(run.metrics)
        elif name.endswith(".safetensors"):
            read_weights(run.path / name)
        else:
            read_description(run)
            load_trained(run.path)

    return read


RUN_FILES = ("run.json", "metrics.jsonl", "best.safetensors", "fitted.json")


@contextmanager
def in_time() -> Iterator[None]:
    def expired(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"one input takes more than {MAX_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, expired)
    signal.alarm(MAX_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(target: Target, folder: Path, content: bytes) -> None:
    path = folder / target.name
    path.write_bytes(content)
    try:
        with in_time(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            target.read(path)
    except target.ours as error:
        words = str(error)
        assert words.strip() and "Traceback" not in words and len(words) < 5000


def explore(target: Target, folder: Path, count: int) -> None:
    samples = target.samples()

    @settings(
        max_examples=count,
        derandomize="FUZZ" not in os.environ,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(range(len(samples))), st.integers(0, 2**40))
    def one(sample: int, seed: int) -> None:
        attempt(target, folder, mutated(samples[sample], seed))

    for content in samples:
        attempt(target, folder, content)
    attempt(target, folder, b"")
    one()


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs_are_read_or_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERLOOM_CACHE", str(tmp_path / "cache"))
    explore(TARGETS[name], tmp_path, COUNT)


@pytest.mark.parametrize("name", RUN_FILES)
def test_mutated_runs_are_read_or_refused(name: str, tmp_path: Path) -> None:
    target = Target(lambda: [run_files(tmp_path)[name]], file_of_run(name))
    explore(target, tmp_path, max(5, COUNT // 4))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    )
)
@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_in_place_of_a_section_is_a_problem_or_fine(value: Any) -> None:
    content = json.loads(EXAMPLES[0].read_text())
    for name in ("data", "training", "initialisation", "graph"):
        try:
            all_problems(Checker(from_json(content | {name: value})))
        except LoomError as error:
            assert str(error)
