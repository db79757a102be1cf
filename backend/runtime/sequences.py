"""Sequences: recurrent layers that torch lacks, spectra, lengths that differ, and token errors."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
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


def power_spectra(x: Tensor, window: int, hop: int) -> Tensor:
    """Squared magnitudes of ``x`` (batch, samples): (batch, frames, bins), around every hop-th."""
    shape = torch.hann_window(window, device=x.device, dtype=x.dtype)
    spectra = torch.stft(x, window, hop, window=shape, pad_mode="constant", return_complex=True)
    return spectra.abs().square().transpose(1, 2)


class MelFilters(nn.Module):
    """Adds up a spectrum in triangular bands, evenly spaced on the mel scale log(1 + f / 700)."""

    filters: Tensor

    def __init__(self, bins: int, bands: int, rate: int, highest: float) -> None:
        super().__init__()
        mel = torch.linspace(0.0, math.log1p(highest / 700.0), bands + 2, dtype=torch.float64)
        edges = 700.0 * torch.expm1(mel)
        frequencies = torch.linspace(0.0, rate / 2, bins, dtype=torch.float64).unsqueeze(1)
        rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
        falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
        filters = torch.minimum(rising, falling).clamp(min=0.0).float()
        self.register_buffer("filters", filters, persistent=False)

    def forward(self, spectra: Tensor) -> Tensor:
        """(batch, frames, bins) to (batch, frames, bands)."""
        return spectra @ self.filters


def step_mask(lengths: Tensor, x: Tensor) -> Tensor:
    """Which steps of ``x`` (batch, time, ...) are real: (batch, time)."""
    return torch.arange(x.shape[1], device=x.device) < lengths.unsqueeze(1)


def last_step(x: Tensor, lengths: Tensor) -> Tensor:
    """The last real step of each sample of ``x`` (batch, time, ...)."""
    return x[torch.arange(x.shape[0], device=x.device), lengths - 1]


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """The mean over the real steps of ``x`` (batch, time, features)."""
    return x.masked_fill(~mask.unsqueeze(2), 0.0).sum(dim=1) / mask.sum(dim=1, keepdim=True)


def masked_max(x: Tensor, mask: Tensor) -> Tensor:
    """The largest value over the real steps of ``x`` (batch, time, features)."""
    return x.masked_fill(~mask.unsqueeze(2), float("-inf")).amax(dim=1)


def masked_softmax(x: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the real steps of ``x`` (batch, time, ...); padding gets zero."""
    mask = mask.reshape(mask.shape + (1,) * (x.dim() - 2))
    return x.masked_fill(~mask, float("-inf")).softmax(dim=1)


def fill_padding(x: Tensor, mask: Tensor, value: float) -> Tensor:
    """``x`` (batch, time, ...) with ``value`` in place of its padding."""
    return x.masked_fill(~mask.reshape(mask.shape + (1,) * (x.dim() - 2)), value)


def zero_padding(x: Tensor, lengths: Tensor) -> Tensor:
    """``x`` (batch, features, time) with zeros after each sample's length."""
    real = torch.arange(x.shape[2], device=x.device) < lengths.unsqueeze(1)
    return x.masked_fill(~real.unsqueeze(1), 0.0)


def at_least(x: Tensor, steps: int) -> Tensor:
    """``x`` (batch, features, time) with zeros at its end where it is shorter than ``steps``."""
    return F.pad(x, (0, max(0, steps - x.shape[2])))


def later_steps(x: Tensor) -> Tensor:
    """Which steps of ``x`` (batch, time, ...) come after each, and must not be seen by it."""
    steps = x.shape[1]
    return torch.ones(steps, steps, dtype=torch.bool, device=x.device).triu(1)


def hold(mask: Tensor, new: Tensor, old: Tensor) -> Tensor:
    """The new state of samples that go on (``mask``, (batch,)), the old one of those that ended."""
    return torch.where(mask.reshape(-1, *[1] * (new.dim() - 1)), new, old)


def token_error_sums(
    scores: Tensor,
    target: Tensor,
    steps: Tensor | None = None,
    lengths: Tensor | None = None,
    blank: int | None = None,
) -> Tensor:
    """Edits from the best tokens to ``target`` (batch, tokens), and tokens of the target.

    With ``blank``, ``scores`` (batch, time, classes) are read as CTC has it: repeats count once,
    and blanks not. ``steps`` and ``lengths`` say how many of the scores and of the target are real.
    """
    edits = tokens = 0
    for index, best in enumerate(scores.argmax(dim=-1).tolist()):
        count = target.shape[1] if lengths is None else int(lengths[index])
        wanted = target[index, :count].tolist()
        if blank is None:
            found = best[:count]
        else:
            found = without_repeats(best if steps is None else best[: int(steps[index])], blank)
        edits += edit_distance(found, wanted)
        tokens += count
    return torch.tensor([edits, tokens], dtype=torch.double, device=scores.device)


def without_repeats(tokens: list[int], blank: int) -> list[int]:
    """A text as CTC spells it: a run of a token is one token, and the blank between is none."""
    before = [blank, *tokens]
    return [
        token for last, token in zip(before, tokens, strict=False) if token not in (last, blank)
    ]


def token_error_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def edit_distance(one: list[int], other: list[int]) -> int:
    """The fewest insertions, deletions and replacements between two lists (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, item in enumerate(one, 1):
        above, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            cost = min(row[column] + 1, row[column - 1] + 1, above + (item != wanted))
            above, row[column] = row[column], cost
    return row[-1]
