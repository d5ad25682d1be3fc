"""What a step says that Ctrl-C meets: nothing, for the run that started it tells that it was stopped."""

from __future__ import annotations

import sys
from types import TracebackType

STAGES_SHOWN = "SCARPWATCH_STAGES"  # set by a run that shows stages, and so tells how its steps ended


def without_interrupt(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Hook for uncaught exceptions: an interrupt is the user's wish and needs no traceback."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
