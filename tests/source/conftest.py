"""What is compared number by number runs on one thread: with several, torch adds up in other orders."""

from __future__ import annotations

import torch

torch.set_num_threads(1)
