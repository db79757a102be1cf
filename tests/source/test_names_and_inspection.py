"""Names that can't break a module, and the lock that generated text must pass."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from backend.errors import LoomError
from backend.source.inspection import inspect_source
from backend.source.naming import MODULE_ATTRIBUTES, RESERVED, Names, class_name
from backend.source.runtime_functions import includable_names

HOSTILE = [
    "__import__('os').system('x')",
    'a"; import os; "',
    "class",
    "None",
    "forward",
    "self",
    "torch",
    "\n\n",
    "🎈",
    "3 × 3",
    "Größe",
    "x" * 500,
    "training",
    "print",
]


def test_what_a_module_has_already_is_reserved() -> None:
    assert {name for name in dir(nn.Module()) if not name.startswith("_")} <= MODULE_ATTRIBUTES


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_become_plain_names(label: str) -> None:
    name = Names().take(label)
    assert name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and name not in RESERVED


@pytest.mark.parametrize("name", sorted(includable_names()))
def test_what_a_file_may_carry_is_no_name_of_a_node_or_of_a_class(name: str) -> None:
    assert Names(includable_names()).take(name) != name
    assert class_name(name, includable_names()) != name


@given(st.lists(st.text(max_size=12), max_size=20))
def test_names_are_unique_and_legal(labels: list[str]) -> None:
    names = Names()
    taken = [names.take(label) for label in labels]
    assert len(set(taken)) == len(taken)
    assert all(name.isidentifier() and name not in RESERVED for name in taken)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("digits_cnn", "DigitsCnn"),
        ("3d net", "Model3dNet"),
        ("", "Model"),
        ("int", "Int"),
        ("!", "Model"),
        ("F", "FModel"),
    ],
)
def test_class_names(text: str, name: str) -> None:
    assert class_name(text) == name


@given(st.text(max_size=30))
def test_every_document_name_gives_a_class_name(text: str) -> None:
    assert class_name(text).isidentifier() and not keyword.iskeyword(class_name(text))


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from os import system",
        "import torch.utils",
        "open('x')",
        "eval('1')",
        "__import__('os')",
        "().__class__.__bases__",
        "torch.load('x')",
        "torch.hub.load('a', 'b')",
        "torch.ops.load_library('x')",
        "x = torch.utils.cpp_extension",
        "nn.Module.__init__.__globals__",
        "getattr(torch, 'load')",
        "with open('x') as f: pass",
        "lambda: 1",
        "print(1)",
        "def f(:",
    ],
)
def test_the_guard_refuses(text: str) -> None:
    with pytest.raises(LoomError):
        inspect_source(f"import torch\nfrom torch import nn\nx = 1\n{text}\n")


def test_the_guard_lets_layers_pass() -> None:
    inspect_source(
        "import torch\nfrom torch import nn\nclass A(nn.Module):\n    def f(self, x):\n        return x.sum()\n"
    )
