"""`./kiosk planted`."""

import sys

from tests.simulation.planted.garden import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
