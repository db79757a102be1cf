"""What is drawn from parts equals what is built in."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from tests.architectures.written import read

UNITS, FEATURES = 32, 8
GATES = ("input_gate", "forget_gate", "candidate", "output_gate")
"""In the order in which torch keeps them, input and hidden weights apart."""


def copy_weights(cell: Any, lstm: nn.LSTM) -> None:
    weights = dict(lstm.named_parameters())
    with torch.no_grad():
        for index, gate in enumerate(GATES):
            rows = slice(index * UNITS, (index + 1) * UNITS)
            dense = getattr(cell, gate)
            dense.weight.copy_(torch.cat([weights["weight_ih_l0"][rows], weights["weight_hh_l0"][rows]], dim=1))
            dense.bias.copy_(weights["bias_ih_l0"][rows] + weights["bias_hh_l0"][rows])


def test_the_lstm_from_parts_equals_the_built_in_one() -> None:
    written = read("lstm_from_parts")
    model: Any = written.exported()[written.source.class_name]()
    lstm = nn.LSTM(FEATURES, UNITS, batch_first=True)
    copy_weights(model.lstm_cell, lstm)
    for time in (1, 5, 12):
        x = torch.randn(3, time, FEATURES)
        _, (hidden, _) = lstm(x)
        assert (model(x) - model.value(hidden[0])).abs().max() < 1e-5
