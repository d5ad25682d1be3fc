"""The list of the units that matter most, as the report prints it."""

from __future__ import annotations

import pandas as pd

from scarpwatch.figures.report.basis.page import Section
from scarpwatch.figures.report.basis.result_tables import MINUS, MISSING, Table, number


def priority_sections(units: pd.DataFrame | None, unit_name: str, crs: str) -> list[Section]:
    """The section with the list; none without models.

    Parameters
    ----------
    units : what :func:`scarpwatch.figures.report.verdict.priority.priority_units` gives
    unit_name : what the units are called
    crs : name of the CRS of the map; may be empty
    """
    if units is None or units.empty:
        return []
    title = (
        f"The {len(units)} {unit_name} that matter most" if len(units) > 1 else "The unit that matters most"
    )
    return [Section("priority", title, items=(priority_table(units, unit_name, crs),))]


def priority_table(units: pd.DataFrame, unit_name: str, crs: str) -> Table:
    """One row per unit: where it is, its index, and what is known of it."""
    columns: dict[str, list[str]] = {"Rank": [f"{rank}" for rank in units["rank"]]}
    columns["Unit"] = list(units["unit_id"].astype(str))
    if "name" in units:
        columns["Name"] = list(units["name"].astype(str))
    if "x" in units:
        digits = 0 if units["x"].abs().max() > 360 else 5
        columns["Easting, northing"] = _pairs(units["x"], units["y"], digits)
        columns["Longitude, latitude (°)"] = _pairs(units["longitude"], units["latitude"], 4)
    columns["Class"] = list(units["class_name"])
    columns["Index ± σ"] = _with_sigma(units["score"], units["score_std"], 2, sign=False)
    if "area_m2" in units:
        columns["Area (km²)"] = [number(float(area) / 1e6, 3) for area in units["area_m2"]]
    if "deformation_rate" in units:
        columns["Rate ± σ (cm/yr)"] = _with_sigma(
            units["deformation_rate"], units["deformation_sigma"], 1, sign=True
        )
    columns["Known landslides"] = [number(count, 0) for count in units["landslides"].astype(float)]
    columns["Unlike what trained"] = ["yes" if outside else "no" for outside in units["outside"]]
    return Table(
        f"{unit_name.capitalize()} with the highest index of the main model",
        tuple(columns),
        tuple(zip(*columns.values(), strict=True)),
        tuple(_notes(units, crs)),
    )


def _notes(units: pd.DataFrame, crs: str) -> list[str]:
    where = f" Easting and northing of the centroid in {crs or 'the CRS of the map'}." if "x" in units else ""
    rate = (
        f" Rate: mean of the measured cells along the line of sight, with the σ of the reference; {MISSING}: not measured."
        if "deformation_rate" in units
        else ""
    )
    slid = int((units["landslides"].astype(float) > 0).sum())
    return [
        f"Ranked by the index alone. σ of the index: its spread over models that saw other samples.{where}{rate} "
        f"{slid} of them hold known landslides, which trained the model, so that their index is no forecast. Unlike what trained: outside the area of "
        "applicability, where the index is a guess. The table is tables/priority_units.csv beside this page."
    ]


def _pairs(first: pd.Series, second: pd.Series, digits: int) -> list[str]:
    return [
        f"{one:.{digits}f}, {other:.{digits}f}".replace("-", MINUS)
        for one, other in zip(first, second, strict=True)
    ]


def _with_sigma(values: pd.Series, sigmas: pd.Series, digits: int, *, sign: bool) -> list[str]:
    """``0.93 ± 0.04``; the value alone where its sigma is not known, a dash where it is not."""
    told = []
    for value, sigma in zip(values.astype(float), sigmas.astype(float), strict=True):
        still = round(value, digits) == 0  # neither +0.0 nor -0.0
        text = number(0.0 if still else value, digits, sign=sign and not still)
        told.append(
            text
            if text == MISSING or number(sigma, digits) == MISSING
            else f"{text} ± {number(sigma, digits)}"
        )
    return told
