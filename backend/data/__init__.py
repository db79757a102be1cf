"""Data as part of the document: source, fields with their transforms, and split, all declared.

Importing any module of this package declares everything that LayerLoom brings, without torch, NumPy,
scikit-learn or Pillow.
"""

from backend.data import sources, splitting
from backend.data.transforms import declared as transforms

__all__ = ["sources", "splitting", "transforms"]
