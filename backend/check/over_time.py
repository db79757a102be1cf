"""Types of a block that runs over time: each step sees one step of its sequences; its results are sequences.

Ports that are *whole* get the same, all of it, in each step.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from backend.declare.layer import ShapeError, Types
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType


def one_step(received: TensorType) -> TensorType:
    """``float[N, 8]`` of ``float[N, T, 8]``; what has no time is the same in each step."""
    if not received.steps:
        return received
    return received._replace(sizes=(received.sizes[0], *received.sizes[2:]), steps=False, ragged=None)


def entering_step(types: Types, whole: Container[str]) -> dict[str, TensorType]:
    """What enters a single step."""
    return {port: received if port in whole else one_step(received) for port, received in types.items()}


def all_steps(result: TensorType, like: TensorType) -> TensorType:
    """``float[N, T, 8]`` of ``float[N, 8]``, with the time of the sequence that is gone through."""
    sizes = (result.sizes[0], like.sizes[1], *result.sizes[1:])
    return result._replace(sizes=sizes, steps=True, ragged=like.ragged)


def gone_through(types: Types, whole: Container[str]) -> TensorType:
    """The sequence whose time the block runs over; raises `ShapeError` where there is none, or they differ."""
    sequences = {port: received for port, received in types.items() if received.steps and port not in whole}
    if not sequences:
        raise ShapeError(
            "over time",
            "runs over time and needs a sequence or video that it goes through",
            "wire one, or switch it off",
            "",
        )
    first = next(iter(sequences.values()))
    for port, received in sequences.items():
        if _time(received) != _time(first):
            raise ShapeError("over time", f"goes through {first}", "give both the same steps and lengths", port)
    return first


def check_initial(given: Types, states: Mapping[str, TensorType]) -> None:
    """What is wired to a state must have its sizes; raises `ShapeError`."""
    for port, received in given.items():
        if port in states and received.unmarked() != states[port]:
            raise ShapeError("state", f"remembers {states[port]}", "wire a first state of these sizes", port)


def _time(received: TensorType) -> tuple[Size, str | None]:
    return received.sizes[1], received.ragged
