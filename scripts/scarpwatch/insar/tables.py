"""Reading the small tables of the deformation stages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any


def read_network(path: str | Path) -> list[dict[str, Any]]:
    """Rows of ``network.tsv``: dates as ``YYYYMMDD``, numbers as float (NaN where not known), ``used`` as bool."""
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return [
        {
            "reference": row["reference"],
            "secondary": row["secondary"],
            "days": int(row["days"]),
            "perpendicular_baseline_m": float(row["perpendicular_baseline_m"]),
            "mean_coherence": float(row["mean_coherence"]),
            "used": row["used"] == "true",
        }
        for row in rows
    ]
