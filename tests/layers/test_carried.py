"""What generated files may carry passes the lock that they are held against."""

from __future__ import annotations

import pytest

from backend.source.carried import carried_functions, carried_names
from backend.source.guard import inspect_source
from backend.source.model import file_text


@pytest.mark.parametrize("name", sorted(carried_names()))
def test_a_file_with_it_is_inspected_without_objection(name: str) -> None:
    inspect_source(file_text([*carried_functions([name]), "class Model(nn.Module):\n    pass"]))
