"""Reading the small tables of the deformation stages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from scarpwatch.errors import InputError


def read_network(path: str | Path) -> list[dict[str, Any]]:
    """Rows of ``network.tsv``: dates as ``YYYYMMDD``, numbers as float (NaN where not known), ``used`` as bool.

    Raises
    ------
    InputError
        If a column is missing or the table has no pairs.
    """
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    if not rows:
        raise InputError(path, "the table has no pairs", "Run the rule that writes it again.")
    try:
        return [
            {
                "reference": row["reference"],
                "secondary": row["secondary"],
                "days": int(row["days"]),
                "perpendicular_baseline_m": float(row["perpendicular_baseline_m"] or "nan"),
                "mean_coherence": float(row["mean_coherence"] or "nan"),
                "used": row["used"].lower() == "true",
            }
            for row in rows
        ]
    except KeyError as error:
        raise InputError(path, f"column {error} is missing", "Run the rule that writes it again.") from None
