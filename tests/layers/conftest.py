"""Layers are compared with torch to the last digits."""

from __future__ import annotations

import torch

torch.set_num_threads(1)  # with several, it is left to chance which of two values put in one place stays
