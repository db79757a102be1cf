"""Hostile strings wherever a file may hold strings: refused in a sentence, or an export that is only the net."""

from __future__ import annotations

import ast
import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import from_json
from backend.errors import DataError, DocumentError, LoomError
from backend.source.model import write_model
from backend.source.script import write_training_script
from tests.engine.documents import digits, spelling, table, texts
from tests.source.formatter import ruff

EXAMPLES = Path(__file__).parents[2] / "examples"
MARK = "PWNED"
"""What hostile strings would set if they ran; no name in a source is in capitals like this."""
ATTACKS = (
    f"__import__('builtins').{MARK} = 1",
    f"'); import builtins; builtins.{MARK} = 1; ('",
    f'"); import builtins; builtins.{MARK} = 1; ("',
    f'"""\nimport builtins\nbuiltins.{MARK} = 1\n"""',
    f"x\nimport builtins; builtins.{MARK} = 1",
    f"x\r\u2028\u2029\x0b\x0c{MARK}()",
    f"a # {MARK}",
    f"a\\'; {MARK}(); '\\",
    f"{{{MARK}()}} %({MARK})s %s $values {{0.__class__}}",
    f"ij,jk->ik'); {MARK}()",
)
AWKWARD = (
    *(
        "\\",
        "\\\\'",
        "'",
        '"',
        "'''",
        '"""',
        "\\N{BULLET}",
        "\x00",
        "\ud800",
        "\u202eevil",
        "\u200b",
        "ﬁ",
        "𝒙",
        "名前",
    ),
    *("class", "None", "self", "torch", "nn", "F", "x", "forward", "super", "__init__", "__all__", "__class__"),
    *("Tensor", "Data", "main", "prepare", "fields", "rows", "values", "SEED", "time", "batch", "lambda"),
    *("", " ", ".", "..", "../../etc/passwd", "/dev/null", "C:\\x", "a" * 5000, "1", "-1", "0x1", "1e9", "nan"),
)
HOSTILE = st.one_of(st.sampled_from(ATTACKS), st.sampled_from(AWKWARD), st.text(max_size=40))
KEPT = frozenset({"type", "format", "id", "edges", "columns", "optimizer", "schedule"})
WORDS = st.sampled_from(
    "class None self torch nn F x forward super __init__ __all__ Tensor Data main time in".split()
)
"""What an id may be."""


def contents(folder: Path) -> list[Json]:
    """Documents that have strings of all kinds."""
    whole = [json.loads((EXAMPLES / f"{name}.loom.json").read_text()) for name in ("lstm_from_parts", "ball_crnn")]
    return [digits(), table(folder), texts(folder), spelling(folder), *whole, _with_einsum()]


def _with_einsum() -> Json:
    nodes = [
        {"id": "v", "type": "vector", "label": "Vector", "parameters": {"features": 4}},
        {"id": "d", "type": "dense", "label": "Dense", "parameters": {"units": 4}},
        {"id": "e", "type": "einsum", "label": "Product", "parameters": {"equation": "ni,ni->n"}},
        {"id": "n", "type": "note", "label": "Note", "parameters": {"text": "words"}},
    ]
    wires = [["v.out", "d.in"], ["v.out", "e.left"], ["d.out", "e.right"]]
    return {"format": 1, "graph": {"nodes": nodes, "edges": wires}, "notes": "words"}


def labelled(content: Json) -> Json:
    """The same with a label for every node."""
    if isinstance(content, list):
        return [labelled(item) for item in content]
    if not isinstance(content, dict):
        return content
    label = {"label": f"Label of {content['id']}"} if "id" in content else {}
    return {**{key: labelled(value) for key, value in content.items()}, **label}


def ids(content: Json) -> set[str]:
    """Of nodes and blocks: a file whose ids are no words is refused at once."""
    if isinstance(content, list):
        return set().union(*map(ids, content))
    if not isinstance(content, dict):
        return set()
    inner = set().union(*map(ids, content.values()))
    return inner | {content[key] for key in ("id",) if key in content} | set(content.get("blocks", ()))


def texts_of(content: Json) -> set[str]:
    """What people write in words of their own: labels, notes, paths, names of fields and columns, and options."""
    if isinstance(content, str):
        return {content}
    if isinstance(content, list):
        return set().union(*map(texts_of, content))
    if not isinstance(content, dict):
        return set()
    inner = set().union(*(texts_of(value) for key, value in content.items() if key not in KEPT))
    return inner | set(content.get("fields", ()))


def renamed(content: Json, names: dict[str, str], key: str = "") -> Json:
    """The same with other strings wherever they occur: ids also in wires, blocks also where they are placed."""
    if isinstance(content, str):
        if key == "type":
            kind, colon, block = content.partition(":")
            return f"{kind}:{names.get(block, block)}" if colon else content
        return names.get(content, content)
    if isinstance(content, list):
        return [renamed(item, names) for item in content]
    if not isinstance(content, dict):
        return content
    found = {k: renamed(v, names, k) for k, v in content.items()}
    for part in ("fields", "blocks"):
        if part in found:
            found[part] = {names.get(k, k): v for k, v in found[part].items()}
    if "edges" in found:
        found["edges"] = [[_end(end, names) for end in wire] for wire in content["edges"]]
    return found


def _end(end: str, names: dict[str, str]) -> str:
    return ".".join(names.get(part, part) for part in end.split("."))


def assert_only_the_net(text: str) -> None:
    """No name of the source is the attack's, and nothing runs at its top but definitions."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for field in ("id", "attr", "arg", "name", "asname"):
            assert getattr(node, field, None) != MARK
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.If)
    docstring = isinstance(tree.body[0], ast.Expr)
    assert all(isinstance(node, allowed) for node in tree.body[docstring:])


def exported(document: Document, folder: Path) -> list[str]:
    """The model, executed once, and the training script where there is one to write."""
    checker = Checker(document)
    source = write_model(document, checker)
    assert_only_the_net(source.text)
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(source.text, "generated", "exec"), namespace)
    model = namespace[source.class_name]().eval()
    model(*namespace["example_inputs"](2))
    try:
        script = write_training_script(document, checker, folder)
    except LoomError:
        return [source.text]
    assert_only_the_net(script)
    return [source.text, script]


@pytest.mark.parametrize("place", range(7))
def test_hostile_strings_are_refused_or_stay_strings(place: int, tmp_path: Path) -> None:
    content = labelled(contents(tmp_path)[place])
    named = st.dictionaries(st.sampled_from(sorted(ids(content))), st.one_of(WORDS, WORDS, HOSTILE), max_size=2)
    written = st.sampled_from(sorted(texts_of(content) - ids(content)))
    worded = st.dictionaries(written, HOSTILE, min_size=1, max_size=4)
    made: dict[str, None] = {}

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(named, worded, HOSTILE)
    def attack(names: dict[str, str], words: dict[str, str], title: str) -> None:
        try:
            found = exported(from_json(renamed(content, {**names, **words}), title), Path("data"))
        except (LoomError, DocumentError, DataError) as error:
            assert str(error)
            return
        made.update(dict.fromkeys(found))

    attack()
    assert not hasattr(builtins, MARK)
    for number, text in enumerate(made):
        (tmp_path / f"export_{number}.py").write_text(text, encoding="utf-8")
    assert made and not ruff("format", "--diff", *map(str, tmp_path.glob("export_*.py")))
