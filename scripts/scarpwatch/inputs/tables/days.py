"""Days in users' tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FIRST, LAST = np.datetime64("1500-01-01"), np.datetime64("2100-12-31")


def read_days(column: pd.Series) -> NDArray[np.datetime64]:
    """Days of a column of dates, or of texts or numbers written YYYY-MM-DD or YYYYMMDD; NaT for anything else.

    A time may follow; a range of days, or "2024-01-01 or later", is no day. A year alone is none: nothing says whether it was before a date of that year. A day before 1500 or after 2100 is
    none: 9999-12-31 and 0001-01-01 stand in databases for "never" and "not known".
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return _possible(column.dt.tz_localize(None).to_numpy("datetime64[D]"))
    text = column.astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    day = text.str.extract(r"^(\d{4}-\d{2}-\d{2}|\d{8})(?:[T ]+\d{2}:?\d{2}.*)?$", expand=False)
    days = pd.to_datetime(day, errors="coerce", format="mixed")
    return _possible(days.to_numpy("datetime64[D]"))


def _possible(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """NaT for what no landslide can have as its day."""
    with np.errstate(invalid="ignore"):
        there = (days >= FIRST) & (days <= LAST)
    return np.where(there, days, np.datetime64("NaT", "D"))
