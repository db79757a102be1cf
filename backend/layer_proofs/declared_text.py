"""What the palette, the form, the problems panel and the reference page need of a declared layer."""

from __future__ import annotations

import dataclasses
import pkgutil

import torch

from backend.declare.layer import RUNTIME, Layer, ShapeError
from backend.declare.parameters import Integer, Number
from backend.declare.tensor_type import Element, TensorType, floats, integers, sequence
from backend.layer_proofs.built import Built, Case, tensor_of
from backend.layer_proofs.trial import EveryTrial, Trial
from backend.source.inspection import inspect_source
from backend.source.model import file_text
from backend.source.runtime_functions import included_functions

GLYPHS = frozenset(
    """input output convolution pooling recurrent dense embedding activation normalisation dropout
    attention shape merge loss metric""".split()
)
MAX_SUMMARY_LENGTH = 115
MAX_CARD_LENGTH = 40
TYPICAL: tuple[TensorType, ...] = (
    floats(8),
    floats(4, 8, 8),
    floats(4, 6, 6, 6),
    floats(6, 8),
    floats(8, 1),
    floats(12, 12),
    sequence(6, 8),
    sequence(5, 4, 8, 8),
    TensorType(Element.INT, integers(6, below=7).sizes, steps=True, below=7),
    floats(840),
)


def assert_texts(layer: Layer) -> None:
    """Summary, glyph, and the meaning of everything that it has."""
    assert layer.name and layer.summary.endswith(".") and len(layer.summary) <= MAX_SUMMARY_LENGTH
    assert layer.glyph in GLYPHS
    assert all(port.meaning for port in (*layer.inputs, *layer.outputs))
    assert all(parameter.meaning for parameter in layer.parameters)
    assert len(layer.summarise(layer.defaults())) <= MAX_CARD_LENGTH


def assert_defaults_and_bounds(layer: Layer) -> None:
    """Defaults are accepted, and every number has two bounds, which the form shows."""
    assert layer.accept(layer.defaults().as_dict()) == layer.defaults()
    for parameter in layer.parameters:
        if isinstance(parameter, Integer):
            assert parameter.minimum is not None and parameter.maximum is not None, parameter.name
        if isinstance(parameter, Number):
            assert parameter.minimum is not None or parameter.above is not None, parameter.name
            assert parameter.maximum is not None or parameter.below is not None, parameter.name


class DeclaredText(EveryTrial):
    """The texts, the example, the errors, and what an exported file contains of the layer."""

    def test_texts(self, trial: Trial) -> None:
        assert_texts(trial.layer)

    def test_defaults_are_accepted_and_numbers_are_bounded(self, trial: Trial) -> None:
        assert_defaults_and_bounds(trial.layer)

    def test_a_declaration_is_a_value(self, trial: Trial) -> None:
        assert dataclasses.replace(trial.layer) == trial.layer
        assert trial.layer.write is not None

    def test_example_runs(self, trial: Trial) -> None:
        """With its example's parameters, or its defaults, a layer takes at least one usual input."""
        assert trial.layer.torch and trial.layer.formula
        case = usual_case(trial)
        tensors = {port: tensor_of(kind) for port, kind in case.types.items()}
        results = Built(case)(tensors)
        assert set(results) == {port.name for port in trial.layer.outputs}
        assert all(torch.isfinite(result).all() for result in results.values())

    def test_helpers_pass_the_source_inspection(self, trial: Trial) -> None:
        """A file with the helpers alone contains nothing that is forbidden in generated files."""
        helpers = included_functions(Built(usual_case(trial)).code.helpers, (RUNTIME, trial.layer.runtime))
        inspect_source(file_text([*helpers, "class Model(nn.Module):\n    pass"]))

    def test_what_the_reference_page_points_to_exists(self, trial: Trial) -> None:
        assert callable(pkgutil.resolve_name(trial.layer.torch))

    def test_errors_complete_a_sentence_and_advise(self, trial: Trial) -> None:
        layer = trial.layer
        for kind in TYPICAL:
            case = Case(layer, layer.defaults(), {next(iter(layer.inputs)).name: kind})
            try:
                case.shaped()
            except ShapeError as error:
                assert error.expected[0].islower() and not error.expected.endswith(".")
                assert error.advice and not error.advice.endswith(".")
                assert error.port == "" or layer.input_port(error.port) is not None
            except KeyError:
                assert sum(not port.optional for port in layer.inputs) > 1


def usual_case(trial: Trial) -> Case:
    """The layer with its example's parameters on the first usual input that it takes."""
    layer = trial.layer
    names = required_ports(layer)
    for kind in TYPICAL:
        case = Case(layer, layer.accept(layer.example), {**dict.fromkeys(names, kind), **trial.example_types})
        try:
            case.shaped()
        except ShapeError:
            continue
        return case
    raise AssertionError(f"{layer.name} takes none of the usual inputs")


def required_ports(layer: Layer) -> list[str]:
    """The inputs that a layer can't do without, two of a many-port."""
    ports = [port for port in layer.inputs if not port.optional]
    return [name for p in ports for name in ([f"{p.name}1", f"{p.name}2"] if p.many else [p.name])]
