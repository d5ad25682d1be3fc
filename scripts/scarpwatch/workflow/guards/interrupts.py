"""No more heed of Ctrl-C once a run that was stopped has told its end."""

from __future__ import annotations

import signal
import threading


def heed_no_more() -> None:
    """Ignore Ctrl-C from now on, for there is nothing left that it could stop.

    Python takes a moment to end, in which a second Ctrl-C would print "Exception ignored in" below the words of how
    to go on. Only the main thread may change what a signal does; from others nothing is done.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
