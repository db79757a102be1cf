"""Spectra of waveforms."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


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
