"""A ready table of units, and the settings that read it."""

import numpy as np
import pandas as pd

from scarpwatch.config.susceptibility.table import TableSettings

N = 60


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "id": [f"u{number}" for number in range(N)],
            "slid": [1, 0] * (N // 2),
            "slope": rng.normal(20, 5, N),
            "rock": ["shale", "NA", None] * (N // 3),
            "code": [1.0, 2.0, np.nan] * (N // 3),
            "e": 500_000 + 10.0 * np.arange(N),
            "n": 4_000_000 + 10.0 * np.arange(N),
        }
    )


def settings(path, **change):
    values = {"file": path, "label": "slid", "factors": ["slope", "rock", "code"], "unit_id": "id"}
    return TableSettings(**{**values, "categorical": ["rock", "code"], **change})
