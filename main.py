"""One door: the editor without arguments, commands that need no editor with them."""

import sys

from nodeeditor.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
