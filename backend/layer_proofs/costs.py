"""Multiply-adds as torch's own counter counts them, on the meta device in training mode."""

from __future__ import annotations

import torch
from torch.utils.flop_counter import FlopCounterMode

from backend.declare.size import substitute
from backend.layer_proofs.built import BATCH_SIZE, Built, Case, sizes_of
from backend.layer_proofs.every_trial import EveryTrial
from backend.layer_proofs.trial import Trial
from backend.layer_proofs.words import usual_case


class Costs(EveryTrial):
    """Of the layer's example."""

    def test_macs_are_half_of_torchs_flops(self, trial: Trial) -> None:
        if trial.counted:
            assert_counted(usual_case(trial))


def assert_counted(case: Case) -> None:
    """The rule's multiply-adds of one sample are what torch counts, half a flop each."""
    with torch.device("meta"):
        built = Built(case)
        tensors = {port: torch.empty(sizes_of(arriving)) for port, arriving in case.types.items()}
        for port, arriving in case.types.items():
            if arriving.element == "int":
                tensors[port] = tensors[port].long()
        with FlopCounterMode(display=False) as counter:
            built(tensors)
    assert substitute(built.shaped.macs, {"N": 1}) * BATCH_SIZE * 2 == counter.get_total_flops()
