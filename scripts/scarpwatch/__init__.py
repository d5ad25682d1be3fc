"""ScarpWatch: landslide susceptibility from SBAS-InSAR deformation and terrain factors.

The library is functions on arrays and tables. Only ``workflow`` knows of Snakemake. The rooms and their order, in
which a room imports only those above it, are in docs/developing.md and held by tests/workflow/test_names.py.
"""

import os
import sys

from scarpwatch.interrupts import STAGES_SHOWN, without_interrupt

__version__ = "0.1.0"

if os.environ.get(STAGES_SHOWN):
    # In a step. So early, for Ctrl-C may come while it still loads its libraries.
    sys.excepthook = without_interrupt
