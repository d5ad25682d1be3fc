"""Whether models of another area hold in this one, by one rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

TOLERANCE = 0.03
"""AUC by which an applied model may fall behind one that is trained here."""

HOLDS, FAILS, OPEN, UNKNOWN = "holds", "does not hold", "undecided", "not known"


def verdict(here: Mapping[str, Any], compared: Mapping[str, Any] | None) -> str:
    """Whether a transfer holds.

    It does not hold where even the upper end of the applied model's interval lies more than `TOLERANCE` below a model
    that is trained here. It holds where the interval reaches that far and lies above 0.5. In between it is undecided:
    with so few landslides the interval has room for both, or no model has any skill here.

    Parameters
    ----------
    here : ``positives``, landslide units that were scored
    compared : ``trained`` and ``applied_interval``; None where there are too few landslides
    """
    if not here["positives"]:
        return UNKNOWN
    if compared is None or not np.isfinite(compared["trained"]):
        return OPEN
    low, high = compared["applied_interval"]
    if high < compared["trained"] - TOLERANCE:
        return FAILS
    return HOLDS if low > 0.5 else OPEN
