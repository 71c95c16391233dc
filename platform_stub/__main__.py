"""`python -m platform_stub`."""

import sys

from platform_stub.cli import main

sys.exit(main(sys.argv[1:]))
