"""Values without an input, constant or learned; and layers that change only the gradient."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, Site, Types
from backend.declare.parameters import Choice, Integers, Number
from backend.declare.reach import unseen
from backend.declare.size import product
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layers.activation.activations import same_type
from backend.layers.shape.reshape import AS_SEQUENCE, as_sequence
from backend.layers.shared.shapes import only, require_batch_first
from backend.layers.shared.source import function, printed

SIZES = Integers(
    name="sizes",
    default=[1],
    minimum=1,
    maximum=1_000_000,
    longest=5,
    meaning="the size of each axis after the batch",
)
LIKE = (Port("in", "any value: the result has as many samples"),)
STARTS = {"zeros": "torch.zeros(1, {})", "ones": "torch.ones(1, {})", "normal": "0.02 * torch.randn(1, {})"}


def _filled_type(values: Values, types: Types) -> TensorType:
    require_batch_first(only(types))
    result = TensorType(Element.FLOAT, (BATCH, *values.sizes))
    return as_sequence(result) if values.as_sequence else result


def _learned_shape(values: Values, types: Types) -> Shaped:
    weights = product(tuple(values.sizes))
    assert isinstance(weights, int)
    return Shaped({"out": _filled_type(values, types)}, weights=weights)


def _write_learned(site: Site) -> Code:
    sizes = ", ".join(map(str, site.values.sizes))
    start = STARTS[site.values.start].format(sizes)
    axes = ", -1" * len(site.values.sizes)
    # `expand` repeats the weights for each sample without copying them.
    result = f"self.{site.name}.expand({site.x}.shape[0]{axes})"
    return Code({"out": result}, members=((site.name, f"nn.Parameter({start})"),))


def _write_constant(site: Site) -> str:
    sizes = ", ".join(map(str, site.values.sizes))
    return f"torch.full(({site.x}.shape[0], {sizes}), {printed(site.values.value)}, device={site.x}.device)"


def _write_reversal(site: Site) -> str:
    """The value is exactly that of x, because the difference is zero; the gradient is scaled."""
    x, scale = site.x, site.values.scale
    factor = "" if scale == 1 else f"{scale!r} * "
    return f"{x}.detach() - {factor}({x} - {x}.detach())"


_source = partial(Layer, category=Category.SHAPE, glyph="shape", inputs=LIKE)
_gradient = partial(_source, inputs=(Port("in", "values of any shape"),), shape=same_type)

LAYERS.add(
    _source(
        type="constant",
        name="Constant",
        summary="The same constant everywhere, for each sample of the batch.",
        synonyms=("fill", "zeros", "ones", "bias", "value"),
        torch="torch.full",
        formula="y = value",
        parameters=(
            Number(name="value", default=0.0, minimum=-1e9, maximum=1e9, meaning="the constant"),
            SIZES,
            AS_SEQUENCE,
        ),
        used_with={"in": "vector"},
        shape=lambda values, types: Shaped({"out": _filled_type(values, types)}),
        reach=unseen,
        write=function(_write_constant),
        summarise=lambda v: f"{v.value:g} · {' '.join(map(str, v.sizes))}"[:40],
    ),
    _source(
        type="learned_parameter",
        name="Learned parameter",
        summary="Trainable values that are the same for each sample: a class token, queries, an initial state.",
        synonyms=("parameter", "weight", "variable", "class token", "query", "bias"),
        torch="torch.nn.Parameter",
        formula="y = w",
        parameters=(
            SIZES,
            Choice(
                name="start",
                default="normal",
                options=("normal", "zeros", "ones"),
                meaning="initial values; normal is small and random",
            ),
            AS_SEQUENCE,
        ),
        used_with={"in": "vector"},
        shape=_learned_shape,
        reach=unseen,
        write=_write_learned,
        summarise=lambda v: " ".join(map(str, v.sizes))[:40],
    ),
    _gradient(
        type="stop_gradient",
        name="Stop gradient",
        summary="Passes its input unchanged, but no gradient flows back through it.",
        synonyms=("detach", "freeze", "block gradient", "target network"),
        torch="torch.Tensor.detach",
        formula="y = x, dy/dx = 0",
        write=function(lambda site: f"{site.x}.detach()"),
    ),
    _gradient(
        type="gradient_reversal",
        name="Gradient reversal",
        summary="Passes its input unchanged and reverses the gradient: for features that don't reveal a domain.",
        synonyms=("grl", "dann", "domain adaptation", "adversarial"),
        torch="torch.Tensor.detach",
        formula="y = x, dy/dx = -scale  [Ganin & Lempitsky 2015]",
        parameters=(
            Number(name="scale", default=1.0, minimum=0, maximum=1e6, meaning="factor of the reversed gradient"),
        ),
        write=function(_write_reversal),
        summarise=lambda v: f"× -{v.scale:g}",
    ),
)
