"""Causal convolution: no step sees a later one."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import Reach, Window
from backend.layers.convolving import (
    BIAS,
    CHANNELS_ADVICE,
    FILTERS,
    GROUPS,
    TORCH_DEFAULTS,
    channels_of,
    require_even_groups,
)
from backend.layers.reaching import spatial_axes
from backend.layers.shapes import fixed, only, spatial
from backend.layers.weight_norm import NORMALISE_WEIGHTS, length_weights, normalised
from backend.layers.writing import call, differing

KERNEL = Integer(
    name="kernel", default=3, minimum=1, maximum=1024, meaning="how many steps each step sees, itself the last"
)
DILATION = Integer(
    name="dilation",
    default=1,
    minimum=1,
    maximum=65_536,
    meaning="the gap between the steps that are seen; doubled from layer to layer it reaches far back",
)


def _shape(values: Values, types: Types) -> Shaped:
    form, core, back = spatial(only(types), 1)
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    require_even_groups(channels, values.filters, values.groups)
    out = back(core.with_sizes(core.sizes[0], values.filters, core.sizes[2]))
    taps = values.kernel * channels // values.groups
    weights = values.filters * (taps + values.bias) + length_weights(values, values.filters)
    return Shaped({"out": out}, weights, out.per_sample() * taps, form)


def _reach(values: Values, types: Types, port: str) -> Reach:
    behind = values.dilation * (values.kernel - 1)
    return Reach(dict.fromkeys(spatial_axes(types[port], 1), Window(behind + 1, before=behind)))


def _write(site: Site) -> Code:
    values = site.values
    given = {name: values[name] for name in ("dilation", "groups", "bias")}
    constructor = call(
        "nn.Conv1d",
        channels_of(site),
        values.filters,
        kernel_size=values.kernel,
        **differing(TORCH_DEFAULTS, given),
    )
    before = values.dilation * (values.kernel - 1)
    argument = f"F.pad({site.x}, ({before}, 0))" if before else site.x
    return Code({"out": f"self.{site.name}({argument})"}, members=((site.name, normalised(constructor, values)),))


def _summary(values: Values) -> str:
    return f"{values.filters} · {values.kernel}" + (f" · d{values.dilation}" if values.dilation > 1 else "")


LAYERS.add(
    Layer(
        type="causal_conv1d",
        name="Causal conv 1-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="Slides filters over a sequence so that no step sees a later one; lengths may differ.",
        synonyms=("convolution", "temporal", "tcn", "wavenet", "autoregressive", "dilated"),
        torch="torch.nn.Conv1d",
        formula=(
            "y[f, t] = b[f] + Σ over c, k of w[f, c, k] · x[c, t - (kernel - 1 - k)·dilation]  [van "
            "den Oord et al. 2016]"
        ),
        parameters=(FILTERS, KERNEL, DILATION, GROUPS, BIAS, NORMALISE_WEIGHTS),
        inputs=(Port("in", "a sequence or signal"),),
        shape=_shape,
        reach=_reach,
        write=_write,
        summarise=_summary,
    )
)
