"""Pictures come apart and together again."""

from __future__ import annotations

import pytest
import torch

from backend import layers as layers
from backend.declare.layer import LAYERS, ShapeError
from backend.declare.parameters import Json
from backend.declare.size import symbol
from backend.declare.tensor_type import TensorType, floats, sequence
from backend.layer_proofs.built import Built, Case


@pytest.mark.parametrize("batch", [1, 2, 7])
@pytest.mark.parametrize(
    "given, overlaps",
    [
        ({"kernel": [2, 3]}, False),
        ({"kernel": 3, "stride": 1, "padding": 1}, True),
        ({"kernel": 2, "stride": 1, "dilation": [2, 1]}, True),
    ],
)
def test_a_fold_takes_an_unfold_back(batch: int, given: dict[str, Json], overlaps: bool) -> None:
    """Each number as often as patches lie on it."""
    unfold, fold = LAYERS.get("unfold"), LAYERS.get("fold")
    apart = Case(unfold, unfold.accept(given), {"in": floats(2, 6, 6)})
    joined = Case(fold, fold.accept({**given, "size": 6}), {"in": apart.shaped().outputs["out"]})
    assert joined.shaped().outputs["out"] == floats(2, 6, 6)

    pictures = torch.randn(batch, 2, 6, 6)
    there, times = (
        Built(joined)({"in": Built(apart)({"in": x})["out"]})["out"] for x in (pictures, torch.ones_like(pictures))
    )
    torch.testing.assert_close(there, pictures * times)
    assert (times > 1).any() == overlaps


@pytest.mark.parametrize(
    "patches, rule",
    [(sequence(15, 192), "patches"), (sequence(16, 190), "sizes"), (sequence(symbol("T"), 192), "fixed size")],
)
def test_patches_that_make_no_picture_are_refused(patches: TensorType, rule: str) -> None:
    fold = LAYERS.get("fold")
    with pytest.raises(ShapeError) as caught:
        fold.shape(fold.defaults(), {"in": patches})
    assert caught.value.rule == rule and caught.value.advice
