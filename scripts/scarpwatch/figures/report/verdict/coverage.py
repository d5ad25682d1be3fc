"""How much ground the upper classes take, and what the map does not cover."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scarpwatch.figures.report.verdict.limits import UPPER_CLASSES


def class_figures(classes: pd.DataFrame) -> dict[str, Any]:
    """Units and ground of the classes high and very high.

    Parameters
    ----------
    classes : ``<algorithm>_classes.csv``

    Returns
    -------
    dict
        ``upper_units``, ``highest_units`` (very high), ``upper_km2`` (None without areas), ``upper_share`` of the ground,
        or of the units without areas.
    """
    upper = classes[classes["class"].isin(UPPER_CLASSES)]
    area = upper["area_km2"]
    return {
        "upper_units": int(upper["units"].sum()),
        "highest_units": int(upper.loc[upper["class"] == max(UPPER_CLASSES), "units"].sum()),
        "upper_km2": None if classes["area_km2"].isna().all() else float(area.sum()),
        "upper_share": float(upper["area_share"].sum()),
    }


def outside_figures(units: pd.DataFrame, area_m2: pd.Series | None) -> dict[str, Any]:
    """Units outside the area of applicability: those unlike the ones that trained.

    Parameters
    ----------
    units : ``unit_id`` and ``applicable`` (1 or 0), ``units.parquet`` of the model
    area_m2 : area by ``unit_id``; None where it is not known

    Returns
    -------
    dict
        ``outside_units``, ``outside_share`` of the ground, or of the units without areas, ``outside_km2`` or None.
    """
    outside = units.loc[units["applicable"] == 0, "unit_id"]
    if area_m2 is None:
        return {
            "outside_units": len(outside),
            "outside_share": len(outside) / len(units),
            "outside_km2": None,
        }
    km2 = float(area_m2.reindex(outside).sum()) / 1e6
    whole = float(area_m2.reindex(units["unit_id"]).sum()) / 1e6
    return {"outside_units": len(outside), "outside_share": km2 / whole, "outside_km2": km2}
