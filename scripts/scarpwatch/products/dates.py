"""Days in users' tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def read_days(column: pd.Series) -> NDArray[np.datetime64]:
    """Days of a column of dates, or of texts or numbers written YYYY-MM-DD or YYYYMMDD; NaT for anything else.

    A year alone is no day: nothing says whether it was before a date of that year.
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.tz_localize(None).to_numpy("datetime64[D]")
    text = column.astype("string").str.strip().str.replace(r"\.0$", "", regex=True).str.slice(0, 10)
    days = pd.to_datetime(
        text.where(text.str.fullmatch(r"\d{4}-?\d{2}-?\d{2}")), errors="coerce", format="mixed"
    )
    return days.to_numpy("datetime64[D]")
