"""Notes on data: collected with their place, their count and their first row, and no library's own remarks."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from backend.data.loading.notes import DataNote, Notes, tell, tell_rows


@pytest.mark.filterwarnings("default:a remark of NumPy")
def test_a_note_counts_its_rows_and_names_the_first() -> None:
    notes = Notes()
    with notes.collect("field 'x', Scale"):
        tell_rows(np.array([False, True, False, True]), "values are cut")
        tell_rows(np.array([False, False]), "never said")
        tell("the vocabulary is cut")
        warnings.warn("a remark of NumPy", RuntimeWarning, stacklevel=1)
    with notes.collect():
        tell_rows(np.array([True]), "values are cut")
    assert notes.sentences == [
        "field 'x', Scale: values are cut (2 of 4 rows; the first is row 2)",
        "field 'x', Scale: the vocabulary is cut",
        "values are cut (1 of 1 rows; it is row 1)",
    ]


def test_rows_of_new_inputs_are_called_by_what_they_were_read_from() -> None:
    note = DataNote("values are cut", 1, 3, 2)
    assert note.sentence(["a.csv[0]", "a.csv[1]", "b.csv"]).endswith("(1 of 3 rows; it is b.csv)")
    assert note.sentence(["a.csv"]).endswith("(1 of 3 rows; it is row 3)")
