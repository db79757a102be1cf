"""One owner of every name in a generated file: legal, unique, and never in the way of Python or torch."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache

MODULE_ATTRIBUTES = frozenset(
    """T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
    dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half
    ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters
    parameters register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
    register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to
    to_empty train training type xpu zero_grad""".split()
)
"""What ``nn.Module`` has already; a test holds this against the real class."""

OUR_NAMES = frozenset(
    """self torch nn F Tensor math x block step inputs outputs targets lengths units batch time mask model
    example_inputs compute_loss compute_loss_sums compute_sums compute_aligned_steps METRICS annotations""".split()
)
OTHER_CLASSES = frozenset({"Any", "Callable", "Counter", "Data", "F", "Image", "Path", "Tensor"})
"""What generated files import or define besides the classes of the graph."""

RESERVED = MODULE_ATTRIBUTES | OUR_NAMES | frozenset(keyword.kwlist) | frozenset(dir(builtins))


class Names:
    """Hands out names that are legal, unique, not reserved, and none of a function that the file may carry."""

    def __init__(self, carried: Iterable[str] = ()) -> None:
        self._taken: set[str] = {*RESERVED, *carried}
        self._next: dict[str, int] = {}

    def reserve(self, *names: str) -> None:
        self._taken.update(names)

    def take(self, wish: str) -> str:
        """The wished name as an identifier, with a number after it where it is taken."""
        base = slug(wish) or "layer"
        name = base
        number = self._next.get(base, 2)
        while name in self._taken:
            name = f"{base}{'_' if base[-1].isdigit() else ''}{number}"
            number += 1
        self._taken.add(name)
        self._next[base] = number
        return name


@lru_cache(maxsize=32_768)
def slug(text: str) -> str:
    """``conv_2_d`` for "Conv 2-D": lower case, ASCII, words joined by underscores; may be empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "_", ascii_text.lower()).strip("_")[:48].rstrip("_")
    return f"layer_{word}" if word[:1].isdigit() else word


def class_name(text: str, carried: Container[str] = ()) -> str:
    """``DigitsCnn`` for "digits_cnn"; no name of what the file may carry."""
    words = slug(text).removeprefix("layer_") if text[:1].isdigit() else slug(text)
    name = "".join(word.capitalize() for word in words.split("_"))
    if not name:
        return "Model"
    if name in OTHER_CLASSES or name in carried:
        return f"{name}Model"
    if name[0].isdigit() or name in dir(builtins) or keyword.iskeyword(name):
        return f"Model{name}"
    return name
