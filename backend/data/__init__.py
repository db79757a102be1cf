"""Data as part of the document: source, fields with their transforms, and split, all declared.

Importing any module of this package declares everything that LayerLoom brings; no torch, scikit-learn or Pillow.
"""

from backend.data import sources, splitting, transforms

__all__ = ["sources", "splitting", "transforms"]
