"""`python -m prepost`: the command line of the library."""

import sys

from prepost.cli import main

sys.exit(main())
