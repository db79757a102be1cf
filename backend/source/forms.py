"""How a value with time changes form between layers: folded into the batch, or channels before time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from backend.declare.layer import Form
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType


@dataclass(frozen=True)
class Variable:
    """A value as the source holds it: its expression, its form, and of a folded one the tensor it came from."""

    text: str
    form: Form
    type: TensorType
    origin: str = ""

    def in_form(self, form: Form) -> str:
        """The expression of this value in another form."""
        if form in (self.form, Form.ANY):
            return self.text
        text = self._plain()
        if form is Form.FOLDED:
            return f"{text}.flatten(0, 1)"
        return f"{text}.transpose(1, 2)" if form is Form.CHANNELS_FIRST else text

    def _plain(self) -> str:
        if self.form is Form.FOLDED:
            return f"{self.text}.unflatten(0, {self.origin}.shape[:2])"
        return f"{self.text}.transpose(1, 2)" if self.form is Form.CHANNELS_FIRST else self.text

    @property
    def comment(self) -> str:
        """``(N*T, 8, 16, 16)``: the sizes as they are in this form."""
        return _comment(self.type, self.form)


@lru_cache(maxsize=4096)
def _comment(tensor_type: TensorType, form: Form) -> str:
    sizes = tensor_type.size_texts()
    if form is Form.FOLDED:
        sizes = [_fold_text(tensor_type.sizes[1]), *sizes[2:]]
    elif form is Form.CHANNELS_FIRST:
        sizes = [sizes[0], sizes[2], sizes[1]]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _fold_text(time: Size) -> str:
    text = str(time)
    return f"N*{text}" if text.isalnum() else f"N*({text})"
