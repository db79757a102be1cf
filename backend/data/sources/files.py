"""Sources that read the user's own files: pictures, masks, arrays and CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from backend.data.declarations import Kind, Source
from backend.declare.declaration import Deferred, Values
from backend.declare.parameters import Choice, FilePath, Integer, Sizes, Text, Texts
from backend.errors import shortened

CSV_PATH = FilePath(
    name="path",
    meaning="A CSV file whose first line names the columns.",
    default="",
    extensions=(".csv", ".tsv"),
)
DELIMITER = Choice(
    name="delimiter",
    meaning="The character between two values.",
    default=",",
    options=(",", ";", "\t", "|"),
    advanced=True,
)
DECIMAL = Choice(
    name="decimal",
    meaning="What stands before the decimals of a number, as in 28.7 or 28,7.",
    default=".",
    options=(".", ","),
    advanced=True,
)
THOUSANDS = Choice(
    name="thousands",
    meaning="What stands between groups of three digits, as in 1,234,567.",
    default="none",
    options=("none", ",", ".", "space", "'"),
    advanced=True,
)
ENCODING = Choice(
    name="encoding",
    meaning="How the file writes its characters; UTF-16 is known by its first bytes.",
    default="utf-8",
    options=("utf-8", "windows-1252"),
    advanced=True,
)
MISSING = Choice(
    name="missing",
    meaning="Refuse a missing value; or keep it: numbers for Fill missing, categories as one of their own.",
    default="refuse",
    options=("refuse", "keep"),
)


def _columns(name: str, meaning: str) -> Texts:
    return Texts(name=name, meaning=meaning, default=[], suggests="csv_column")


def _optional_column(name: str, meaning: str) -> Text:
    return Text(name=name, meaning=meaning, default=None, optional=True, suggests="csv_column")


def _path_conflict(values: Values) -> str | None:
    return None if values.path else "say in 'path' where the data is"


def _format_conflict(values: Values) -> str | None:
    if values.decimal == values.thousands:
        return f"{values.decimal!r} can't stand before the decimals and between thousands"
    return _path_conflict(values)


def _table_conflict(values: Values) -> str | None:
    if not (values.features or values.others):
        return "name in 'features' the columns of numbers, in 'others' those of categories"
    alone = [*([values.target] if values.target else []), *values.others]
    if "features" in alone:
        return "a column with the name 'features' can't stand alone: rename it in the file"
    if repeated := _repeated(alone) or _repeated(values.features):
        return f"the column {shortened(repeated)} is named twice"
    return _format_conflict(values)


def _text_conflict(values: Values) -> str | None:
    if not values.text:
        return "say in 'text' which column holds the texts"
    if values.text == values.label:
        return f"'text' and 'label' name the same column {shortened(values.text)}"
    return _path_conflict(values)


def _series_conflict(values: Values) -> str | None:
    if not values["values"]:
        return "name in 'values' at least one column of numbers"
    if repeated := _repeated(values["values"]):
        return f"the column {shortened(repeated)} is named twice"
    return _format_conflict(values)


def _repeated(names: list[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)


def _table_columns(values: Values) -> Mapping[str, Kind | None]:
    alone = [*([values.target] if values.target else []), *values.others]
    features = {"features": Kind.VECTOR} if values.features else {}
    return {**features, **{name: None for name in alone}}


def _text_columns(values: Values) -> Mapping[str, Kind | None]:
    label = {values.label: Kind.CATEGORY} if values.label else {}
    return {values.text: Kind.TEXT, **label}


COLOUR = Choice(name="colour", meaning="Three channels or one.", default="rgb", options=("rgb", "grey"))
DEPTH = Choice(
    name="depth",
    meaning="What a pixel of the files is: 8 bits for each colour, from 0 to 255; or one number of more bits, "
    "which is kept as it stands, for Scale or Standardise.",
    default="8 bit",
    options=("8 bit", "16 bit", "32 bit", "float"),
)

IMAGE_FOLDER = Source(
    type="image_folder",
    name="Folder of pictures",
    summary="Pictures in a folder per class, with or without train, validation and test folders above.",
    parameters=(
        FilePath(name="path", meaning="The folder that holds the class folders.", default="", folder=True),
        Sizes(name="size", meaning="Height and width that every picture gets.", default=64, rank=2, maximum=4096),
        COLOUR,
        DEPTH,
    ),
    load=Deferred("backend.data.loading.image_folder", "load_image_folder"),
    load_cached=Deferred("backend.data.loading.image_folder", "load_cached_image_folder"),
    read=Deferred("backend.data.loading.image_folder", "read_image_files"),
    columns=lambda _values: {"picture": Kind.PICTURE, "class": Kind.CATEGORY},
    conflict=_path_conflict,
    gives_split=None,
)

NPZ = Source(
    type="npz",
    name="NumPy archive",
    summary="Every array of an .npz file is a column; the first axis counts the rows.",
    parameters=(FilePath(name="path", meaning="An .npz file of plain arrays.", default="", extensions=(".npz",)),),
    load=Deferred("backend.data.loading.arrays", "load_npz"),
    read=Deferred("backend.data.loading.arrays", "read_npz"),
    conflict=_path_conflict,
    gives_split=None,
)

CSV_TABLE = Source(
    type="csv_table",
    name="CSV table",
    summary="A table of features, with a target to predict.",
    parameters=(
        CSV_PATH,
        _columns("features", "Columns of numbers; together they are the column 'features'."),
        _optional_column("target", "The column to predict: numbers or categories."),
        _columns("others", "Further columns, each on its own: numbers or categories."),
        MISSING,
        DELIMITER,
        DECIMAL,
        THOUSANDS,
        ENCODING,
    ),
    load=Deferred("backend.data.loading.csv_tables", "load_csv_table"),
    read=Deferred("backend.data.loading.csv_tables", "read_csv_table"),
    columns=_table_columns,
    conflict=_table_conflict,
    gives_split=None,
)

CSV_SERIES = Source(
    type="csv_series",
    name="CSV series",
    summary="Windows of a series in time: the past to look at and the future to predict.",
    parameters=(
        CSV_PATH,
        _columns("values", "Columns of numbers that are looked at; together they are the column 'past'."),
        _optional_column(
            "target", "The column to predict, which is the column 'future'; the first of the values if empty."
        ),
        _optional_column(
            "time", "The column of times that puts the rows in order; the order of the file if empty."
        ),
        Integer(
            name="window", meaning="Steps to look at.", default=12, minimum=1, maximum=1_000_000, unit="steps"
        ),
        Integer(
            name="horizon", meaning="Steps to predict.", default=1, minimum=1, maximum=1_000_000, unit="steps"
        ),
        Integer(
            name="stride",
            meaning="Steps from one window to the next.",
            default=1,
            minimum=1,
            maximum=1_000_000,
            unit="steps",
            advanced=True,
        ),
        Integer(
            name="season",
            meaning="Steps in a season, such as 12 months: forecasts are compared with the season before.",
            default=None,
            minimum=1,
            maximum=1_000_000,
            optional=True,
            unit="steps",
        ),
        MISSING,
        DELIMITER,
        DECIMAL,
        THOUSANDS,
        ENCODING,
    ),
    load=Deferred("backend.data.loading.csv_series", "load_csv_series"),
    read=Deferred("backend.data.loading.csv_series", "read_csv_series"),
    columns=lambda _values: {"past": Kind.SERIES, "future": Kind.VECTOR},
    conflict=_series_conflict,
)

CSV_TEXT = Source(
    type="csv_text",
    name="CSV of texts",
    summary="Texts, each with a label or with a second text.",
    parameters=(
        CSV_PATH,
        Text(name="text", meaning="The column of the texts.", default="text", suggests="csv_column"),
        _optional_column("label", "The column of the labels, or of second texts."),
        DELIMITER,
        ENCODING,
    ),
    load=Deferred("backend.data.loading.csv_tables", "load_csv_text"),
    read=Deferred("backend.data.loading.csv_tables", "read_csv_text"),
    columns=_text_columns,
    conflict=_text_conflict,
    gives_split=None,
)


LABELLED_PICTURES = Source(
    type="labelled_pictures",
    name="Pictures with masks",
    summary="A folder of pictures and one of label pictures with the same names: a class for each pixel.",
    parameters=(
        FilePath(
            name="path",
            meaning="The folder that holds both folders, or train, validation and test folders with both; or a "
            ".csv file that names a picture and its mask in each row.",
            default="",
            folder=True,
        ),
        Text(name="pictures", meaning="The folder of the pictures, or their column.", default="images"),
        Text(name="masks", meaning="The folder of the label pictures, or their column.", default="masks"),
        Sizes(
            name="size",
            meaning="Height and width that every picture and its mask get; a mask takes the nearest label.",
            default=64,
            rank=2,
            maximum=4096,
        ),
        COLOUR,
        DEPTH,
    ),
    load=Deferred("backend.data.loading.labelled_pictures", "load_labelled_pictures"),
    read=Deferred("backend.data.loading.image_folder", "read_image_files"),
    columns=lambda _values: {"picture": Kind.PICTURE, "mask": Kind.PICTURE},
    conflict=_path_conflict,
    gives_split=None,
)


TAGGED_LINES = Source(
    type="tagged_lines",
    name="Tagged lines (CoNLL)",
    summary="A word and its tag in each line and a blank line after each text, as named entities often come.",
    parameters=(
        FilePath(
            name="path",
            meaning="A text file of such lines.",
            default="",
            extensions=(".conll", ".conllu", ".iob", ".iob2", ".bio", ".txt", ".tsv"),
        ),
        Integer(
            name="word", meaning="Which column of a line is the word, from 1.", default=1, minimum=1, maximum=100
        ),
        Integer(
            name="tag",
            meaning="Which column of a line is the tag; the last if empty.",
            default=None,
            optional=True,
            minimum=1,
            maximum=100,
        ),
    ),
    load=Deferred("backend.data.loading.tagged_lines", "load_tagged_lines"),
    read=Deferred("backend.data.loading.tagged_lines", "read_tagged_texts"),
    columns=lambda _values: {"text": Kind.TEXT, "tags": Kind.TEXT},
    conflict=_path_conflict,
    gives_split=False,
)
