"""`python -m sg186_stub`."""

import sys

from sg186_stub.cli import main

sys.exit(main(sys.argv[1:]))
