"""No more heed of Ctrl-C in a run that is stopping because of one."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def heed_no_more() -> None:
    """Take no notice of Ctrl-C from now on, for the run is being stopped, and there is nothing more that it could do.

    The terminal sends it to the steps as well, which end by it. This process only waits for them; a second Ctrl-C
    would break that off in the midst of Snakemake's clearing up, or Python's, and print their tracebacks below the
    words of how to go on. Only the main thread may change what a signal does; from others nothing is done.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _nothing)


def _nothing(number: int, frame: FrameType | None) -> None:
    """In place of SIG_IGN, with which Python complains of a signal that it has taken but not yet handled."""
