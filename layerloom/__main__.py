"""The command ``layerloom``, also as ``python -m layerloom``."""

from __future__ import annotations

import sys

from nodeeditor.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
