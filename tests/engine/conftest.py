"""One thread is enough for small models, and leaves the machine to others."""

from __future__ import annotations

import torch

torch.set_num_threads(1)
