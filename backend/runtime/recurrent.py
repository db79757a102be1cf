"""Recurrent layers that torch does not have."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ConvLSTM(nn.Module):
    """An LSTM over pictures whose gates are convolutions (Shi et al., 2015, without peepholes)."""

    def __init__(self, channels: int, filters: int, kernel_size: int, bias: bool = True) -> None:
        super().__init__()
        self.gates = nn.Conv2d(
            channels + filters, 4 * filters, kernel_size, padding=kernel_size // 2, bias=bias
        )

    def forward(
        self, x: Tensor, hidden: Tensor | None = None, cell: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Hidden states and cells of all steps of ``x`` (batch, time, channels, height, width)."""
        filters = self.gates.out_channels // 4
        zeros = x.new_zeros(x.shape[0], filters, *x.shape[3:])
        hidden = zeros if hidden is None else hidden
        cell = zeros if cell is None else cell
        states, cells = [], []
        for step in x.unbind(1):
            i, f, g, o = self.gates(torch.cat((step, hidden), dim=1)).chunk(4, dim=1)
            cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
            hidden = torch.sigmoid(o) * torch.tanh(cell)
            states.append(hidden)
            cells.append(cell)
        return torch.stack(states, dim=1), torch.stack(cells, dim=1)


class ConvGRU(nn.Module):
    """A GRU over pictures whose gates are convolutions (Ballas et al., 2016)."""

    def __init__(self, channels: int, filters: int, kernel_size: int, bias: bool = True) -> None:
        super().__init__()
        padding = kernel_size // 2
        self.gates = nn.Conv2d(
            channels + filters, 2 * filters, kernel_size, padding=padding, bias=bias
        )
        self.candidate = nn.Conv2d(
            channels + filters, filters, kernel_size, padding=padding, bias=bias
        )

    def forward(self, x: Tensor, hidden: Tensor | None = None) -> Tensor:
        """The hidden states of all steps of ``x`` (batch, time, channels, height, width)."""
        if hidden is None:
            hidden = x.new_zeros(x.shape[0], self.candidate.out_channels, *x.shape[3:])
        states = []
        for step in x.unbind(1):
            reset, update = torch.sigmoid(self.gates(torch.cat((step, hidden), dim=1))).chunk(
                2, dim=1
            )
            change = torch.tanh(self.candidate(torch.cat((step, reset * hidden), dim=1)))
            hidden = update * hidden + (1 - update) * change
            states.append(hidden)
        return torch.stack(states, dim=1)


class PeepholeLSTM(nn.Module):
    """An LSTM whose gates see the cell too (Gers et al., 2002)."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.from_input = nn.Linear(features, 4 * units)
        self.from_hidden = nn.Linear(units, 4 * units, bias=False)
        self.from_cell = nn.Parameter(torch.empty(3, units).uniform_(-0.1, 0.1))

    def forward(
        self, x: Tensor, hidden: Tensor | None = None, cell: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """The hidden states and the cells of all steps of ``x`` (batch, time, features)."""
        zeros = x.new_zeros(x.shape[0], self.from_hidden.in_features)
        hidden = zeros if hidden is None else hidden
        cell = zeros if cell is None else cell
        states, cells = [], []
        for step in self.from_input(x).unbind(1):
            i, f, g, o = (step + self.from_hidden(hidden)).chunk(4, dim=1)
            i, f = i + self.from_cell[0] * cell, f + self.from_cell[1] * cell
            cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
            hidden = torch.sigmoid(o + self.from_cell[2] * cell) * torch.tanh(cell)
            states.append(hidden)
            cells.append(cell)
        return torch.stack(states, dim=1), torch.stack(cells, dim=1)
