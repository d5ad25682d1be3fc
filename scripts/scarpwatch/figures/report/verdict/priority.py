"""The units that matter most: those with the highest index of the main model, with what is known of each."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.warp import transform

from scarpwatch.figures.report.verdict.limits import LISTED
from scarpwatch.susceptibility_classes import CLASS_NAMES

COLUMNS = {
    "rank": "place by index, 1 = highest",
    "unit_id": "the unit",
    "name": "its name in a ready table",
    "x": "centroid, easting in the CRS of the map",
    "y": "centroid, northing in the CRS of the map",
    "longitude": "degrees east, WGS 84",
    "latitude": "degrees north, WGS 84",
    "class": "susceptibility class, 1 to 5",
    "class_name": "its name",
    "score": "susceptibility index, 0 to 1",
    "score_std": "its standard deviation over folds and seeds",
    "area_m2": "area, m2",
    "deformation_rate": "mean rate of the measured cells, cm/yr",
    "deformation_sigma": "its standard deviation with that of the offset of the map, cm/yr",
    "outside": "1 outside the area of applicability",
    "landslides": "known landslides in it",
}
"""Columns of ``priority_units.csv`` and what they hold; those that a run does not know are left out."""


def priority_units(
    rated: pd.DataFrame,
    factors: pd.DataFrame,
    crs: CRS | None,
    *,
    rates: pd.DataFrame | None = None,
    listed: int = LISTED,
) -> pd.DataFrame:
    """The units with the highest index, highest first.

    Parameters
    ----------
    rated : units of the main model's map: ``unit_id``, ``score``, ``class``, ``landslides``, ``score_std``,
        ``applicable``, and of a ready table ``name``; units without an index are not listed
    factors : ``unit_id`` and where known ``area_m2``, ``x`` and ``y``
    crs : of ``x`` and ``y``; None where units have no places
    rates : ``unit_id``, ``deformation_rate``, ``deformation_sigma``; None without radar data

    Returns
    -------
    DataFrame
        Of ``COLUMNS`` those that are known. Of equal indices the unit with the smaller number comes first.
    """
    known = rated[rated["score"].notna()].sort_values(
        ["score", "unit_id"], ascending=[False, True], kind="stable"
    )
    table = known.head(listed).copy()
    table["rank"] = np.arange(1, len(table) + 1)
    table["class_name"] = [CLASS_NAMES[int(number) - 1] for number in table["class"]]
    table["outside"] = 1 - table["applicable"].astype("int64")
    about = factors.set_index("unit_id")
    places = {"x", "y"} <= set(about) and crs is not None
    for name in ("area_m2", *(("x", "y") if places else ())):
        if name in about:
            table[name] = table["unit_id"].map(about[name])
    if places and len(table):
        longitude, latitude = transform(crs, CRS.from_epsg(4326), table["x"].tolist(), table["y"].tolist())
        table["longitude"], table["latitude"] = longitude, latitude
    if rates is not None:
        of_unit = rates.set_index("unit_id")
        for name in ("deformation_rate", "deformation_sigma"):
            table[name] = table["unit_id"].map(of_unit[name])
    return table[[name for name in COLUMNS if name in table]].reset_index(drop=True)


def unit_rates(
    deformation: pd.DataFrame,
    units: NDArray[np.integer],
    sigma: NDArray[np.floating],
    offset_sigma: float | None,
) -> pd.DataFrame:
    """Mean rate of each unit with its standard deviation.

    The errors of neighbouring cells go together, so that a mean over them is hardly surer than one of them: it has the
    mean of their standard deviations. That of the offset of the whole map is added in squares where it is known.

    Parameters
    ----------
    deformation : ``unit_id``, ``deformation_rate`` (cm/yr)
    units : array (rows, columns), unit of every cell, 0 = none
    sigma : array (rows, columns), cm/yr, NaN where not measured
    offset_sigma : cm/yr
    """
    inside = (units > 0) & np.isfinite(sigma)
    most = int(units.max(initial=0)) + 1
    count = np.bincount(units[inside], minlength=most)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(units[inside], sigma[inside], most) / count
    table = deformation[["unit_id", "deformation_rate"]].copy()
    own = mean[table["unit_id"].to_numpy()]
    table["deformation_sigma"] = np.hypot(own, offset_sigma or 0.0)
    return table
