"""Writes a training script that runs alone: the data, the model, the training and the test in one file.

It takes the same random numbers in the same order as the engine, so that it reaches the same metrics.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from backend.check.checker import Checker
from backend.data.declarations import Kind
from backend.data.loading.notes import DataNote
from backend.data.plan import DataPlan, FieldPlan, plan_of
from backend.declare.literals import literal, quoted
from backend.declare.parameters import FilePath
from backend.declare.tensor_type import Element, TensorType
from backend.document.document import Document
from backend.errors import LoomError
from backend.source.data_script import DataScript, data_script
from backend.source.imports import bound_names, import_lines
from backend.source.line_breaking import break_lines
from backend.source.model import indented
from backend.source.objective import fields_in_units, training_parts
from backend.source.plan import Plan, Step, advice_for_more_steps, input_lengths, target_field, title
from backend.source.planner import make_plan
from backend.source.script_training import training_function
from backend.training.settings import TrainingSettings, read_settings

PACKAGES = {
    "safetensors": "safetensors",
    "sklearn": "scikit-learn",
    "PIL": "pillow",
    "numpy": "numpy",
    "torch": "torch",
}


def write_training_script(document: Document, checker: Checker, folder: Path) -> str:
    """The script's text. ``folder`` is where the data section's paths begin: relative to the script, or absolute.

    Raises `LoomError` with the first problem where the document can't be trained.
    """
    for problem in checker.problems():
        if problem.blocks:
            raise LoomError(problem.message)
    section = document.section("data")
    plan, data = make_plan(document, checker), plan_of(section)
    if not plan.losses:
        raise LoomError("The graph has no loss, so there is nothing to train: add one, such as Cross-entropy")
    # Only fields whose metrics are reported in units of the data need code that undoes their transforms.
    units = fields_in_units(plan, data)
    tags = {step.values.field for step in plan.targets if step.values.as_dict().get("aligned_with")}
    prepared = data_script(section, tuple(dict.fromkeys(units.values())), tags)
    taken = bound_names([*prepared.imports, *prepared.functions])
    for block in plan.blocks:
        if block.class_name in taken:
            raise LoomError(
                f"The script needs the name {block.class_name} for its data: call that block otherwise"
            )
    # The model's class gives way by itself, as its name is derived from the document's; a block's name was
    # chosen by the user, who is asked to change it.
    while plan.class_name in taken:
        plan = replace(plan, class_name=f"{plan.class_name}Model")
    return _Script(plan, data, prepared, units, read_settings(document.section("training")), folder).text()


def relative_folder(data: Path, start: Path) -> Path:
    """The data's folder as seen from where the script lies, so that both can be moved; absolute across drives."""
    try:
        return Path(os.path.relpath(data.resolve(), start.resolve()))
    except ValueError:
        return data.resolve()


@dataclass(frozen=True)
class _Script:
    plan: Plan
    data: DataPlan
    prepared: DataScript
    units: Mapping[str, str]
    settings: TrainingSettings
    folder: Path

    def text(self) -> str:
        parts = [
            *self.prepared.functions,
            self.prepared.prepare,
            *training_parts(self.plan),
            self.data_class(),
            self.run_function(),
            *([self.units_function()] if self.units else []),
            SHUFFLE_FUNCTION,
            ADD_SUMS_FUNCTION,
            EVALUATE_FUNCTION,
            SHOWN_FUNCTION,
            *([SHOW_NOTE_FUNCTION] if self.has_notes else []),
            *self.label_checks.values(),
            training_function(self.settings, self.monitor, self.plan.may_lack_labels),
            self.main_function(),
        ]
        body = "\n\n\n".join([self.constants(), *parts])
        imports = import_lines(body, self.prepared.imports)
        return f'{self.docstring(imports)}\n\n{imports}\n\n{body}\n\n\nif __name__ == "__main__":\n    main()\n'

    @property
    def monitor(self) -> tuple[str, bool]:
        """The name of the metric that decides the best epoch, and whether higher is better."""
        wish = self.settings.values.monitor
        found = ((m.name, m.layer.higher_is_better) for m in self.plan.metrics if m.node == wish)
        return next(found, ("loss", False))

    @property
    def reads_files(self) -> bool:
        return any(isinstance(parameter, FilePath) for parameter in self.data.source.parameters)

    @property
    def has_notes(self) -> bool:
        """Whether any of the pasted functions tells what is lost of the data."""
        return any(text.startswith(f"class {DataNote.__name__}") for text in self.prepared.functions)

    def docstring(self, imports: str) -> str:
        needed = [name for module, name in PACKAGES.items() if f" {module}" in imports]
        return f'"""Trains {self.plan.class_name} and tests it. Needs {", ".join(sorted(needed))}."""'

    def constants(self) -> str:
        values = self.settings.values
        lines = [f"SEED = {values.seed}", f"EPOCHS = {values.epochs}", f"BATCH_SIZE = {values.batch_size}"]
        if self.reads_files:
            folder = quoted(self.folder.as_posix())
            here = "Path(__file__).resolve().parent"
            place = f"Path({folder})" if self.folder.is_absolute() else f"{here} / {folder}"
            lines += break_lines([f"DATA_FOLDER = {place}"])
        return "\n".join([*lines, 'WEIGHTS = Path(__file__).with_suffix(".safetensors")'])

    def data_class(self) -> str:
        feeds = {step.name: step for step in (*self.plan.inputs, *self.plan.targets)}
        ragged = {name: step for name, step in feeds.items() if self.type_of(step).ragged is not None}
        text = RAGGED_DATA_CLASS if ragged else DATA_CLASS
        values = _dictionary({name: self.values_of(step) for name, step in feeds.items()})
        lengths = _dictionary({name: self.lengths_of(step) for name, step in ragged.items()})
        return _filled(text, values=f"values = {values}", lengths=f"lengths = {lengths}")

    def type_of(self, step: Step) -> TensorType:
        return self.plan.types[step.node, "out"]

    def field_of(self, step: Step) -> FieldPlan:
        found = [field for field in self.data.fields if field.name == step.values.field]
        if not found:
            raise LoomError(f"{step.layer.name} {step.node!r} is not bound to a field of the data")
        return found[0]

    def values_of(self, step: Step) -> str:
        """The rows of a field as the node wants them."""
        received = self.type_of(step)
        text = f"torch.from_numpy(fields[{quoted(self.field_of(step).name)}][0])"
        if received.element is Element.FLOAT:
            text += ".float()"
        # The same shifts and shapes as in `backend.engine.batches`, so that the script's batches equal the
        # engine's.
        if received.rank == 2 and received.features == 1:
            text += ".reshape(-1, 1)"
        given = step.values.as_dict()
        if given.get("teacher_forcing"):
            text += "[:, :-1]"
        return text + ("[:, 1:]" if given.get("next_token") else "")

    def lengths_of(self, step: Step) -> str:
        field = self.field_of(step)
        rows = f"fields[{quoted(field.name)}]"
        given = step.values.as_dict()
        shorter = " - 1" if given.get("teacher_forcing") or given.get("next_token") else ""
        if self.data.kind(field) in (Kind.TOKENS, Kind.INDICES, Kind.RAGGED):
            return f"torch.from_numpy({rows}[1]){shorter}"
        return f"torch.full({rows}[0].shape[:1], {rows}[0].shape[1]){shorter}"

    def run_function(self) -> str:
        suffix = "_lengths"
        names = dict.fromkeys(name.removesuffix(suffix) for name in input_lengths(self.plan).values())
        arguments = [f'values["{step.name}"]' for step in self.plan.inputs]
        arguments += [f'lengths["{name}"]' for name in names]
        call = f"model({', '.join(arguments)})"
        result = f"({call},)" if len(self.plan.outputs) == 1 else call
        return _filled(RUN_FUNCTION, result=f"return {result}")

    def units_function(self) -> str:
        targets = [step.name for step in self.plan.targets]
        found = {n: f"inverse({quoted(self.units[n])})" if n in self.units else "as_it_is" for n in targets}
        return _filled(UNITS_FUNCTION, units=f"return {_dictionary(found)}")

    @property
    def label_checks(self) -> Mapping[str, str]:
        """By call the functions that end the script, or tell, where the losses can't count the data."""
        found = {}
        if masks := {s.name: quoted(s.values.field) for s in self.plan.targets if self.type_of(s).ignores}:
            loop = f"for name, field in {_dictionary(masks)}.items():"
            found["check_labels(data, rows)"] = _filled(CHECK_LABELS_FUNCTION, masks=loop)
        if weighted := [step for step in self.plan.losses if 0 in (step.values.get("class_weights", ()) or ())]:
            loop = f"for name, field, weights in [{', '.join(map(self._weighted, weighted))}]:"
            found["check_weights(data, rows)"] = _filled(CHECK_WEIGHTS_FUNCTION, weighted=loop)
        if aligning := [step for step in self.plan.losses if step.aligns]:
            told = f"told = {_dictionary({step.name: self._told(step) for step in aligning})}"
            found["check_steps(model, data, rows)"] = _filled(CHECK_STEPS_FUNCTION, told=told)
        return found

    def _weighted(self, loss: Step) -> str:
        field, weights = target_field(self.plan, loss), literal(loss.values.class_weights)
        name = next(step.name for step in self.plan.targets if step.values.field == field)
        return f"({quoted(name)}, {quoted(field)}, torch.tensor({weights}))"

    def _told(self, loss: Step) -> str:
        return literal((title(loss), target_field(self.plan, loss), advice_for_more_steps(self.plan, loss)))

    def main_function(self) -> str:
        notes = ["warnings.showwarning = show_note"] if self.has_notes else []
        parser = [*notes, "parser = argparse.ArgumentParser(description=__doc__)"]
        if self.reads_files:
            help_text = "where the data is (default: %(default)s)"
            parser.append(f'parser.add_argument("--data", type=Path, default=DATA_FOLDER, help="{help_text}")')
        device = self.settings.values.device
        default = '"cuda" if torch.cuda.is_available() else "cpu"' if device == "auto" else quoted(device)
        parser.append(f'parser.add_argument("--device", default={default})')
        restore, units = (", restore", "make_units(restore)") if self.units else ("", "{}")
        folder = "arguments.data" if self.reads_files else "Path.cwd()"
        return _filled(
            MAIN_FUNCTION,
            parser=parser,
            prepared=f"fields, rows{restore} = prepare({folder})",
            data=f"data, units = Data(fields, device), {units}",
            model=f"model = {self.plan.class_name}().to(device)",
            train=[*self.label_checks, "train(model, data, rows, units)"],
        )


def _dictionary(entries: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{quoted(name)}: {value}' for name, value in entries.items())}}}"


def _filled(text: str, **statements: str | list[str]) -> str:
    """A text whose lines ``$name`` become one statement or several."""
    finished: list[str] = []
    for line in text.splitlines():
        start, mark, name = line.partition("$")
        given = statements[name] if mark else []
        lines = [given] if isinstance(given, str) else given
        finished += indented(break_lines(lines, len(start)), len(start)) if mark else [line]
    return "\n".join(finished)


DATA_CLASS = '''class Data:
    """All rows on the device, by the input or target that they feed."""

    def __init__(self, fields: dict, device: torch.device) -> None:
        $values
        self.values = {name: every.to(device) for name, every in values.items()}

    def take(self, rows: Tensor) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The values of some rows. There are no sequences whose lengths differ."""
        return {name: every.index_select(0, rows) for name, every in self.values.items()}, {}'''

RAGGED_DATA_CLASS = '''class Data:
    """All rows on the device by what they feed, with the lengths of sequences."""

    def __init__(self, fields: dict, device: torch.device) -> None:
        $values
        $lengths
        self.values = {name: every.to(device) for name, every in values.items()}
        self.lengths = {name: every.to(device) for name, every in lengths.items()}

    def take(self, rows: Tensor) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Values and lengths of some rows; sequences are cut at the longest of them."""
        lengths = {name: every.index_select(0, rows) for name, every in self.lengths.items()}
        values = {}
        for name, every in self.values.items():
            if name in lengths:
                every = every[:, : int(lengths[name].max())]
            values[name] = every.index_select(0, rows)
        return values, lengths'''

RUN_FUNCTION = """def run(
    model: nn.Module, values: dict[str, Tensor], lengths: dict[str, Tensor]
) -> tuple[Tensor, ...]:
    $result"""

UNITS_FUNCTION = '''def make_units(restore: dict) -> dict[str, Callable[[Tensor], Tensor]]:
    """For each target the function that turns its tensors back into the units of the data."""

    def inverse(field: str) -> Callable[[Tensor], Tensor]:
        def restored(values: Tensor) -> Tensor:
            return torch.from_numpy(restore[field](values.cpu().numpy())).to(values.device)

        return restored

    def as_it_is(values: Tensor) -> Tensor:
        return values

    $units'''

SHUFFLE_FUNCTION = '''def shuffled_batches(rows: Tensor, order: torch.Generator) -> list[Tensor]:
    """The rows in a new order, in batches; no rest of one row, which batch norm can't use."""
    shuffled = rows[torch.randperm(len(rows), generator=order).to(rows.device)]
    batches = list(shuffled.split(BATCH_SIZE))
    return batches[:-1] if len(batches) > 1 and len(batches[-1]) == 1 < BATCH_SIZE else batches'''

EVALUATE_FUNCTION = '''@torch.no_grad()
def evaluate(model: nn.Module, data: Data, rows: Tensor, units: dict) -> dict[str, float]:
    """The loss and the metrics over some rows; nothing where there are none."""
    if len(rows) == 0:
        return {}
    model.eval()
    losses, sums = {}, {}
    for batch in rows.split(BATCH_SIZE):
        values, lengths = data.take(batch)
        outputs = run(model, values, lengths)
        add_sums(losses, compute_loss_sums(outputs, values, lengths))
        add_sums(sums, compute_sums(outputs, values, lengths, units))
    figures = {name: METRICS[name](value) for name, value in sums.items()}
    return {"loss": compute_loss(losses).item(), **figures}'''

ADD_SUMS_FUNCTION = '''def add_sums(totals: dict[str, Tensor], sums: dict[str, Tensor]) -> None:
    """Adds what a batch gave to what all batches gave."""
    for name, value in sums.items():
        totals[name] = totals.get(name, 0) + value.detach().double()'''

CHECK_LABELS_FUNCTION = '''def check_labels(data: Data, rows: dict[str, Tensor]) -> None:
    """Ends the script where no pixel of a split has a class."""
    $masks
        for split, numbers in rows.items():
            if len(numbers) and not any((data.values[name][row] >= 0).any() for row in numbers):
                raise SystemExit(f"no pixel of field {field!r} in the {split} split is labelled")'''

CHECK_WEIGHTS_FUNCTION = '''def check_weights(data: Data, rows: dict[str, Tensor]) -> None:
    """Ends the script where all classes of a split have the weight 0."""
    $weighted
        for split, numbers in rows.items():
            classes = data.values[name][numbers]
            if len(numbers) and not weights.to(classes.device)[classes[classes >= 0]].any():
                raise SystemExit(f"all classes of {field!r} in the {split} split have the weight 0")'''

CHECK_STEPS_FUNCTION = '''@torch.no_grad()
def check_steps(model: nn.Module, data: Data, rows: dict[str, Tensor]) -> None:
    """Tells which rows CTC leaves out; ends the script where none of a split is left."""
    $told
    model.eval()
    steps = {name: {split: [] for split in rows} for name in told}
    for split, numbers in rows.items():
        for batch in numbers.split(BATCH_SIZE) if len(numbers) else ():
            with torch.random.fork_rng():
                outputs = run(model, *data.take(batch[:1]))
            values, lengths = data.take(batch)
            for name, of_rows in compute_aligned_steps(outputs, values, lengths).items():
                steps[name][split] += zip((batch + 1).tolist(), *of_rows.tolist(), strict=True)
    for name, (loss, field, advice) in told.items():
        everything = [each for of_rows in steps[name].values() for each in of_rows]
        short = [each for each in everything if each[1] > each[2]]
        if not short:
            continue
        row, needed, given = min(short)
        if all(each[2] == given for each in everything):
            more = f"more steps than the {given} that arrive (row {row} needs {needed})"
        else:
            more = f"more steps than arrive (row {row} needs {needed}, and {given} arrive)"
        sentence = f"{loss}: {len(short)} of {len(everything)} rows of field {field!r} need {more}"
        for split, of_rows in steps[name].items():
            if of_rows and all(needed > given for _, needed, given in of_rows):
                raise SystemExit(f"{sentence}, and none of the {split} split is left: {advice}")
        print(f"note: {sentence}, and the loss leaves them out: {advice}", file=sys.stderr)'''

SHOWN_FUNCTION = """def shown(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.6g}" for name, value in figures.items())"""

SHOW_NOTE_FUNCTION = '''def show_note(message: Warning | str, *_: object) -> None:
    """Says what is lost of the data; what libraries remark on meanwhile is not shown."""
    if isinstance(message, DataNote):
        print(f"note: {message}", file=sys.stderr)'''

MAIN_FUNCTION = """def main() -> None:
    $parser
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    $prepared
    $data
    rows = {part: torch.from_numpy(numbers).to(device) for part, numbers in rows.items()}

    torch.manual_seed(SEED)
    $model
    $train
    print("test:", shown(evaluate(model, data, rows["test"], units)))
    save_model(model, str(WEIGHTS))"""
