"""A preview process that only pretends to look at data, without Pillow and scikit-learn.

The path of the data says how it behaves: ``slow`` never ends, ``dies`` kills itself, any other path fails.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

PREVIEW = {
    "rows": 100,
    "splits": {"train": 70, "validation": 15, "test": 15},
    "columns": {"image": "picture", "digit": "category"},
    "shown": [0],
    "warnings": [],
    "fields": {
        "image": {
            "kind": "picture",
            "dtype": "float32",
            "shape": [1, 8, 8],
            "samples": ["1 x 8 x 8"],
            "minimum": 0.0,
            "maximum": 16.0,
            "mean": 4.0,
            "pictures": [],
        },
        "digit": {
            "kind": "class",
            "dtype": "int64",
            "shape": [],
            "samples": ["3"],
            "classes": [["0", 40], ["1", 30], ["2", 30]],
        },
    },
}


def main() -> None:
    source = json.load(sys.stdin)["data"]["source"]
    if source.get("path") == "slow":
        time.sleep(600)
    if source.get("path") == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    print(json.dumps({"failed": "the file is not there"} if "path" in source else {"preview": PREVIEW}))


if __name__ == "__main__":
    main()
