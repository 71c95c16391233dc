"""`python -m tests.simulation`."""

import sys

from tests.simulation.cli import main
from tests.simulation.quiet import quiet

if __name__ == "__main__":
    quiet()
    sys.exit(main(sys.argv[1:]))
