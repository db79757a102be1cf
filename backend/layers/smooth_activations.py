"""Less usual activations without corners."""

from __future__ import annotations

from backend.declare.layer import LAYERS, Site
from backend.layers.activations import ALPHA, activation, called, called_with
from backend.layers.writing import differing, function


def _celu(site: Site) -> str:
    return called_with("F.celu", site, differing({"alpha": 1.0}, {"alpha": site.values.alpha}))


LAYERS.add(
    activation(
        type="celu",
        name="CELU",
        summary="Like ELU, with no corner at zero for any alpha.",
        formula="y = max(0, x) + min(0, alpha · (e^(x / alpha) - 1))  [Barron 2017]",
        write=function(_celu),
        torch="torch.nn.CELU",
        synonyms=("exponential", "activation", "nonlinearity"),
        parameters=(ALPHA,),
        summarise=lambda v: f"{v.alpha:g}",
    ),
    activation(
        type="softsign",
        name="Softsign",
        summary="Squeezes numbers to between -1 and 1, more slowly than tanh.",
        formula="y = x / (1 + |x|)",
        write=called("F.softsign"),
        torch="torch.nn.Softsign",
        synonyms=("squash", "activation", "nonlinearity"),
    ),
    activation(
        type="log_sigmoid",
        name="Log-sigmoid",
        summary="The logarithm of the sigmoid, computed without losing digits.",
        formula="y = log(1 / (1 + e⁻ˣ))",
        write=called("F.logsigmoid"),
        torch="torch.nn.LogSigmoid",
        synonyms=("logsigmoid", "log probability", "activation", "nonlinearity"),
    ),
    activation(
        type="tanhshrink",
        name="Tanhshrink",
        summary="What tanh takes away from a number: flat at zero, straight far from it.",
        formula="y = x - tanh(x)",
        write=called("F.tanhshrink"),
        torch="torch.nn.Tanhshrink",
        synonyms=("sparse", "activation", "nonlinearity"),
    ),
)
