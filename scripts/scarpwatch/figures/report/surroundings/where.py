"""Where the ground moves: near roads, faults and other features, and at which place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.conventions import AWAY
from scarpwatch.factors.factor import Factor
from scarpwatch.factors.rate_classes import class_shares
from scarpwatch.figures.maps.factor_classes import class_labels
from scarpwatch.figures.report.basis.result_tables import Table, number

FEWEST = 5  # measured units of which a share is told
MOST_PLACES = 15


def where_tables(
    units: pd.DataFrame | None,
    rates: pd.DataFrame | None,
    exposure: pd.DataFrame | None,
    factors: Sequence[Factor],
    limits: Sequence[float],
) -> list[Table]:
    """Rates of units by distance and by nearest place (the "where" of the study's Fig. 6); nothing without rates of units.

    Parameters
    ----------
    units : ``unit_id`` and the columns of the static factors
    rates : ``unit_id``, ``deformation_rate`` (cm/yr; NaN = not measured)
    exposure : ``unit_id``, perhaps ``place``
    factors : those of the run, of which the distances count, in the classes of their limits
    limits : of the classes of the rate, cm/yr
    """
    if units is None or rates is None or "deformation_rate" not in rates:
        return []
    known = rates.loc[rates["deformation_rate"].notna(), ["unit_id", "deformation_rate"]]
    groups: list[tuple[str, NDArray[np.float64]]] = []
    both = known.merge(units, on="unit_id")
    for factor in factors:
        if factor.kind == "distance" and factor.breaks and factor.name in both:
            ends = [-np.inf, *factor.breaks, np.inf]
            for low, high in pairwise(ends):
                inside = (both[factor.name] >= low) & (both[factor.name] < high)
                groups.append(
                    (_band(factor, low, high), both.loc[inside, "deformation_rate"].to_numpy(float))
                )
    if exposure is not None and "place" in exposure:
        named = known.merge(exposure[["unit_id", "place"]].dropna(), on="unit_id")
        largest = named["place"].value_counts().head(MOST_PLACES).index
        for place in sorted(largest):
            inside = named["place"] == place
            groups.append((f"Nearest to {place}", named.loc[inside, "deformation_rate"].to_numpy(float)))
    rows = [_row(name, rate, limits) for name, rate in groups if rate.size >= FEWEST]
    if not rows:
        return []
    note = (
        f"Shares (%) of the units with a measurement, by the mean rate of the unit (cm/yr, negative {AWAY}) and its mean distance. Groups of fewer than "
        f"{FEWEST} measured units are left out, of places the {MOST_PLACES} with most units are told. That ground moves near a road "
        "does not say that the road moves it."
    )
    columns = ("Where", "Units measured", "Median rate (cm/yr)", *class_labels(limits))
    return [Table("Deformation rate by place (the study's Fig. 6)", columns, tuple(rows), (note,))]


def _band(factor: Factor, low: float, high: float) -> str:
    if np.isinf(low):
        return f"{factor.title} below {high:g} m"
    return f"{factor.title} {low:g} m or more" if np.isinf(high) else f"{factor.title} {low:g} to {high:g} m"


def _row(name: str, rate: NDArray[np.float64], limits: Sequence[float]) -> tuple[str, ...]:
    shares = class_shares(rate, limits)
    return (
        name,
        f"{rate.size:,}",
        number(float(np.median(rate)), 2, sign=True),
        *(number(100 * float(share), 0) for share in shares),
    )
