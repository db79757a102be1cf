"""scikit-learn's handwritten digits."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

from backend.data.loading.pictures import read_pictures


def load_digit_pictures() -> dict[str, np.ndarray]:
    """The 1,797 digits: image float32 [rows, 1, 8, 8] from 0 to 16, and digit as text."""
    digits = load_digits()
    return {
        "image": digits.images.astype(np.float32)[:, np.newaxis],
        "digit": digits.target.astype(str).astype(object),
    }


def read_digit_pictures(inputs: list[str]) -> dict[str, np.ndarray]:
    """Pictures of single digits, bright on dark, as image [rows, 1, 8, 8] from 0 to 16."""
    pictures, names = read_pictures(inputs, channels=1, height=8, width=8, brightest=16.0)
    return {"image": pictures, "read_from": names}
