"""``python -m ffisafe.cli``."""

import sys

from ffisafe.cli import main

sys.exit(main())
