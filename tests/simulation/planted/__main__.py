"""`./kiosk planted`."""

import sys

from tests.simulation.planted.garden import main
from tests.simulation.quiet import quiet

if __name__ == "__main__":
    quiet()
    sys.exit(main(sys.argv[1:]))
