"""By what data is recognised again: digests of its columns, row by row, and of the rows of each split."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from backend.data.declarations import Columns, Rows
from backend.declare.parameters import Json


def fingerprint(columns: Columns, wanted: Iterable[str], rows: Rows) -> Json:
    """Digests of the wanted columns as their source read them, before any transform.

    Fitted and scaled numbers can differ in their last bits from machine to machine; what was read does not.
    """
    return {
        "columns": {name: _column(columns[name]) for name in sorted(set(wanted)) if name in columns},
        "splits": {split: {"rows": len(found), "sha256": _sha256(found)} for split, found in rows.items()},
    }


def differences(before: Json, now: Json) -> list[str]:
    """What changed between two fingerprints, a clause for each change; empty where nothing did.

    What can't be read as a fingerprint is told as such.
    """
    try:
        found = [*_column_differences(before["columns"], now["columns"])]
        # Other rows or another number of them divide differently: that would only say the same again.
        return found or [*_split_differences(before["splits"], now["splits"])]
    except (KeyError, TypeError, ValueError, AttributeError, zlib.error):
        return ["its fingerprint can't be read, so that nothing can be compared"]


def _column(values: np.ndarray) -> Json:
    digests = row_digests(values)
    return {
        "type": "text" if values.dtype.kind in "OUS" else values.dtype.name,
        "shape": list(values.shape[1:]),
        "rows": len(values),
        "sha256": _sha256(values)
        if values.dtype.kind in "biufc"
        else hashlib.sha256(digests.tobytes()).hexdigest(),
        "digests": base64.b64encode(zlib.compress(digests.tobytes(), 1)).decode(),
    }


def row_digests(values: np.ndarray) -> np.ndarray:
    """uint32 [rows]: the CRC-32 of each row."""
    if values.dtype.kind == "O":
        return np.fromiter((zlib.crc32(_bytes(value)) for value in values), "<u4", len(values))
    rows = np.ascontiguousarray(values).reshape(len(values), -1)
    return np.fromiter((zlib.crc32(row.tobytes()) for row in rows), "<u4", len(values))


def _bytes(value: object) -> bytes:
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str}{value.shape}".encode() + value.tobytes()
    return str(value).encode("utf-8", "surrogatepass")


def _sha256(values: np.ndarray) -> str:
    digest = hashlib.sha256()
    # In pieces, so that a memory-mapped array is read and not copied whole.
    for begin in range(0, len(values), ROWS_AT_ONCE):
        digest.update(np.ascontiguousarray(values[begin : begin + ROWS_AT_ONCE]).tobytes())
    return digest.hexdigest()


ROWS_AT_ONCE = 1024


def _column_differences(before: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[str]:
    for name, old in before.items():
        if name not in now:
            yield f"column {name!r} is gone"
            continue
        new = now[name]
        for fact, words in (("type", "element type"), ("shape", "shape of a row")):
            if old[fact] != new[fact]:
                yield f"the {words} of column {name!r} was {old[fact]} and is {new[fact]}"
        if old["rows"] != new["rows"]:
            yield f"column {name!r} had {old['rows']:,} rows and has {new['rows']:,}"
        elif old["sha256"] != new["sha256"]:
            yield _row_differences(name, old, new)


def _row_differences(name: str, old: Json, new: Json) -> str:
    first, second = (
        np.frombuffer(zlib.decompress(base64.b64decode(each["digests"])), "<u4") for each in (old, new)
    )
    changed = np.flatnonzero(first != second)
    if not len(changed):
        return f"values of column {name!r} differ"
    verb = "differs" if len(changed) == 1 else "differ"
    words = f"{len(changed):,} of {len(first):,} rows of column {name!r} {verb}"
    return f"{words}, the first is row {changed[0] + 1}" if len(changed) > 1 else f"{words}: row {changed[0] + 1}"


def _split_differences(before: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[str]:
    for split, old in before.items():
        if now[split]["rows"] != old["rows"]:
            yield f"the {split} split had {old['rows']:,} rows and has {now[split]['rows']:,}"
        elif now[split]["sha256"] != old["sha256"]:
            yield f"the {split} split holds other rows"
