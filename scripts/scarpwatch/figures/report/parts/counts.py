"""What the report says of the number of landslides per unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scarpwatch.figures.report.basis.result_tables import Table, number

GROUPS = {
    "area_fifth": "area of the units, fifth {group}",
    "density_fifth": "expected density, fifth {group}",
    "fold": "block {group}",
    "all": "all",
}


def count_sentences(counts: Mapping[str, Any] | None) -> list[str]:
    """How many landslides units hold, and what comes of a model of their number."""
    if not counts:
        return []
    share = number(100 * counts["share_with_several"], 0)
    if not counts["modelled"]:
        return [
            f"{share} % of the landslide units hold more than one landslide: too few to model their number, so the density "
            "that is observed is mapped alone."
        ]
    scatter = counts["scatter"]
    more = (
        f"they scatter more than Poisson counts (negative binomial, dispersion {number(scatter['dispersion'], 2)})"
        if scatter["distribution"] == "negative_binomial"
        else "they scatter as Poisson counts do"
    )
    return [
        f"{share} % of the landslide units hold more than one landslide, so that their number is modelled too, as Poisson "
        f"counts with the area of the units as offset. In held-out blocks {number(counts['observed'], 0)} landslides were "
        f"observed and {number(counts['expected'], 0)} expected; {more}. The factors explain "
        f"{number(100 * counts['deviance_explained'], 0)} % of the deviance that the area of the units leaves."
    ]


def count_table(groups: pd.DataFrame | None) -> Table | None:
    """Landslides observed over those expected, by fifths of area and of density, and by block."""
    if groups is None or groups.empty:
        return None
    rows = []
    for row in groups.to_dict("records"):
        place = row["group"] + (1 if row["grouped_by"] == "fold" else 0)
        rows.append(
            (
                GROUPS[row["grouped_by"]].format(group=place),
                f"{row['units']:,}",
                number(row["area_km2"], 1),
                f"{row['observed']:,}",
                number(row["expected"], 1),
                number(row["ratio"], 2),
                f"{number(row['lower'], 2)} to {number(row['upper'], 2)}",
            )
        )
    notes = (
        "Expected by models that did not see the unit's block. Fifth 1 has the smallest units, or the lowest density. "
        "The last column: where 95 % of the ratios lie if what is expected is right and units are independent.",
    )
    columns = (
        "Held-out units",
        "Units",
        "Area (km²)",
        "Observed",
        "Expected",
        "Observed over expected",
        "By chance",
    )
    return Table("Number of landslides, observed over expected", columns, tuple(rows), notes)
