"""Optimizers and learning-rate schedules, declared once for forms, file, check, engine and exported scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.declare.declaration import Declaration, Registry, Values
from backend.declare.parameters import Flag, Integer, Json, Number


@dataclass(frozen=True, kw_only=True)
class Optimizer(Declaration):
    """``torch`` is the dotted path of the class; ``arguments`` its keyword arguments for accepted values.

    ``moments`` tells how many numbers it remembers of each weight.
    """

    torch: str
    arguments: Callable[[Values], Mapping[str, Json]]
    moments: Callable[[Values], int]


@dataclass(frozen=True, kw_only=True)
class Schedule(Declaration):
    """A learning-rate schedule of torch.

    ``arguments`` gets the accepted values, the learning rate, the number of epochs and the steps of an epoch.
    ``per_step`` schedules advance after every batch, the others after every epoch; ``watches`` the validation
    loss where it needs one. An empty ``torch`` keeps the learning rate.
    """

    torch: str = ""
    arguments: Callable[[Values, float, int, int], Mapping[str, Json]] = lambda *_: {}
    per_step: bool = False
    watches: bool = False


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")
SCHEDULES: Registry[Schedule] = Registry("schedule")


def _rate(default: float) -> Number:
    return Number(
        name="learning_rate",
        default=default,
        above=0,
        maximum=100,
        meaning="how far each step goes against the gradient",
    )


WEIGHT_DECAY = Number(
    name="weight_decay", default=0.0, minimum=0, meaning="pulls weights towards zero", advanced=True
)
MOMENTUM = Number(name="momentum", default=0.0, minimum=0, below=1, meaning="how much of the last step is kept")
BETA1 = Number(
    name="beta1", label="β₁", default=0.9, minimum=0, below=1, meaning="decay of the mean gradient", advanced=True
)
BETA2 = Number(
    name="beta2",
    label="β₂",
    default=0.999,
    minimum=0,
    below=1,
    meaning="decay of the mean squared gradient",
    advanced=True,
)
EPSILON = Number(
    name="epsilon", label="ε", default=1e-8, above=0, meaning="keeps the division from zero", advanced=True
)


def _adam_arguments(values: Values) -> dict[str, Json]:
    return {
        "lr": values.learning_rate,
        "betas": (values.beta1, values.beta2),
        "eps": values.epsilon,
        "weight_decay": values.weight_decay,
    }


OPTIMIZERS.add(
    Optimizer(
        type="adam",
        name="Adam",
        summary="Scales each weight's step by the running size of its gradient; the usual first choice.",
        parameters=(_rate(0.001), WEIGHT_DECAY, BETA1, BETA2, EPSILON),
        torch="torch.optim.Adam",
        arguments=_adam_arguments,
        moments=lambda _: 2,
    ),
    Optimizer(
        type="adamw",
        name="AdamW",
        summary="Adam whose weight decay does not pass through the scaling.",
        parameters=(_rate(0.001), Number(**{**WEIGHT_DECAY.__dict__, "default": 0.01}), BETA1, BETA2, EPSILON),
        torch="torch.optim.AdamW",
        arguments=_adam_arguments,
        moments=lambda _: 2,
    ),
    Optimizer(
        type="sgd",
        name="SGD",
        summary="Plain stochastic gradient descent, with momentum where it is set.",
        parameters=(
            _rate(0.01),
            MOMENTUM,
            Flag(name="nesterov", default=False, meaning="looks one step ahead; needs momentum", advanced=True),
            WEIGHT_DECAY,
        ),
        torch="torch.optim.SGD",
        arguments=lambda v: {
            "lr": v.learning_rate,
            "momentum": v.momentum,
            "nesterov": v.nesterov and v.momentum > 0,
            "weight_decay": v.weight_decay,
        },
        moments=lambda v: int(v.momentum > 0),
    ),
    Optimizer(
        type="rmsprop",
        name="RMSprop",
        summary="Divides each step by the running size of the gradient; long used for recurrent nets.",
        parameters=(
            _rate(0.001),
            Number(
                name="alpha",
                label="α",
                default=0.99,
                minimum=0,
                below=1,
                meaning="decay of the mean squared gradient",
            ),
            MOMENTUM,
            WEIGHT_DECAY,
            EPSILON,
        ),
        torch="torch.optim.RMSprop",
        arguments=lambda v: {
            "lr": v.learning_rate,
            "alpha": v.alpha,
            "momentum": v.momentum,
            "eps": v.epsilon,
            "weight_decay": v.weight_decay,
        },
        moments=lambda v: 1 + (v.momentum > 0),
    ),
)

SCHEDULES.add(
    Schedule(type="constant", name="Constant", summary="The learning rate stays as it is."),
    Schedule(
        type="step",
        name="Step",
        summary="Multiplies the learning rate by a factor every few epochs.",
        parameters=(
            Integer(name="every", default=10, minimum=1, unit="epochs", meaning="epochs between two drops"),
            Number(name="factor", default=0.1, above=0, below=1, meaning="what each drop multiplies by"),
        ),
        torch="torch.optim.lr_scheduler.StepLR",
        arguments=lambda v, *_: {"step_size": v.every, "gamma": v.factor},
    ),
    Schedule(
        type="cosine",
        name="Cosine",
        summary="Falls along half a cosine from the learning rate to its end over all epochs.",
        parameters=(Number(name="end", default=0.0, minimum=0, meaning="the learning rate at the end"),),
        torch="torch.optim.lr_scheduler.CosineAnnealingLR",
        arguments=lambda v, _rate, epochs, _steps: {"T_max": epochs, "eta_min": v.end},
    ),
    Schedule(
        type="one_cycle",
        name="One cycle",
        summary="Rises to the learning rate and falls again, step by step, over the whole training.",
        parameters=(
            Number(
                name="rise",
                default=0.3,
                above=0,
                below=1,
                meaning="the fraction of the training that rises",
            ),
        ),
        torch="torch.optim.lr_scheduler.OneCycleLR",
        arguments=lambda v, rate, epochs, steps: {
            "max_lr": rate,
            "epochs": epochs,
            "steps_per_epoch": steps,
            "pct_start": v.rise,
        },
        per_step=True,
    ),
    Schedule(
        type="plateau",
        name="Plateau",
        summary="Drops the learning rate when the validation loss stops falling.",
        parameters=(
            Integer(
                name="patience",
                default=5,
                minimum=0,
                unit="epochs",
                meaning="epochs without progress before a drop",
            ),
            Number(name="factor", default=0.3, above=0, below=1, meaning="what each drop multiplies by"),
        ),
        torch="torch.optim.lr_scheduler.ReduceLROnPlateau",
        arguments=lambda v, *_: {"patience": v.patience, "factor": v.factor},
        watches=True,
    ),
)
