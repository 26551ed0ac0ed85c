"""``python -m ffisafe``."""

import sys

from ffisafe.cli import main

sys.exit(main())
