"""What generated files may carry passes the lock that they are held against."""

from __future__ import annotations

import pytest

from backend.source.inspection import inspect_source
from backend.source.model import file_text
from backend.source.runtime_functions import includable_names, included_functions


@pytest.mark.parametrize("name", sorted(includable_names()))
def test_a_file_with_it_is_inspected_without_objection(name: str) -> None:
    inspect_source(file_text([*included_functions([name]), "class Model(nn.Module):\n    pass"]))
