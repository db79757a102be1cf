"""Pictures whose every pixel has a label."""

from __future__ import annotations

from backend.data.declarations import Deferred, Kind, Source
from backend.declare.parameters import Choice, FilePath, Sizes, Text

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
        Choice(name="colour", meaning="Three channels or one.", default="rgb", options=("rgb", "grey")),
    ),
    load=Deferred("backend.data.loading.labelled_pictures", "load_labelled_pictures"),
    read=Deferred("backend.data.loading.image_folder", "read_image_files"),
    columns=lambda _values: {"picture": Kind.PICTURE, "mask": Kind.PICTURE},
    conflict=lambda values: None if values.path else "say in 'path' where the data is",
    gives_split=None,
)
