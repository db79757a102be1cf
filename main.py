"""One door: the editor without arguments, a job without a window with them."""

import sys

from nodeeditor.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
