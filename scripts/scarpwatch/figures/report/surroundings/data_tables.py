"""What a run is made of, in the tables that the study has too: radar data, other data, and classes of the factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.conventions import AWAY
from scarpwatch.dates import iso_date
from scarpwatch.factors.factor import Factor
from scarpwatch.factors.rate_classes import class_numbers
from scarpwatch.figures.maps.factor_classes import DIRECTIONS, class_labels
from scarpwatch.figures.report.basis.names import INPUT_NAMES
from scarpwatch.figures.report.basis.result_tables import MISSING, Table, number
from scarpwatch.figures.report.parts.quality import view_text
from scarpwatch.susceptibility_classes import CLASS_NAMES

LIGHT_GHZ_M = 0.299792458  # speed of light, in m GHz
BANDS = ((1.0, 2.0, "L"), (2.0, 4.0, "S"), (4.0, 8.0, "C"), (8.0, 12.0, "X"))
"""Lowest and highest frequency (GHz) and letter of the radar bands."""


def radar_tables(
    config: Mapping[str, Any],
    quality: Mapping[str, Any] | None,
    network: pd.DataFrame | None,
    inputs: Mapping[str, Any] | None = None,
) -> list[tuple[int, list[Table]]]:
    """The radar data with their place in the section; nothing without."""
    table = radar_table(config, quality, network, inputs)
    return [(5, [table])] if table else []


def input_tables(
    inputs: Mapping[str, Any],
    factors: Sequence[Factor],
    titles: Mapping[str, str],
    ready: Mapping[str, Any] | None,
) -> list[Table]:
    """The other data and the classes of the factors; nothing of the former where the factors are a ready table."""
    every = [data_table(inputs, titles), class_limits_table(factors) if ready is None else None]
    return [table for table in every if table is not None]


def radar_table(
    config: Mapping[str, Any],
    quality: Mapping[str, Any] | None,
    network: pd.DataFrame | None,
    inputs: Mapping[str, Any] | None = None,
) -> Table | None:
    """The radar data (the study's Table 1); None without.

    Parameters
    ----------
    quality : contents of ``quality.json``
    network : pairs, with their dates as YYYYMMDD; None for a deformation that was made elsewhere
    inputs : contents of ``validation.json``
    """
    sar = config.get("sar") or {}
    if not sar or quality is None:
        return None
    rows = [("Sensor and line of sight", view_text(quality, inputs) or MISSING)]
    if sar.get("source") in ("slc_stack", "simulated"):
        metres = float(sar["wavelength_m"])
        ghz = LIGHT_GHZ_M / metres
        band = next((letter for low, high, letter in BANDS if low <= ghz < high), MISSING)
        rows.append(("Band", f"{band} ({number(ghz, 3)} GHz, {number(100 * metres, 2)} cm)"))
    rows += [
        ("Number of dates", f"{quality['dates']}"),
        ("Period", f"{quality['first_date']} to {quality['last_date']}"),
    ]
    if network is not None:
        dates = sorted({iso_date(name) for name in [*network["reference"], *network["secondary"]]})
        days = np.diff([date.fromisoformat(day).toordinal() for day in dates])
        if days.size:
            rows.append(
                (
                    "Days from date to date, least, median and most",
                    f"{days.min()}, {np.median(days):g} and {days.max()}",
                )
            )
        used = network[network["used"]]
        rows.append(("Pairs used", f"{len(used):,} of {len(network):,}"))
        looks = config.get("interferograms") or {}
        if sar.get("source") in ("slc_stack", "simulated") and looks:
            rows.append(("Looks, azimuth × range", f"{looks['looks_azimuth']} × {looks['looks_range']}"))
    note = (
        "Mode, polarisation and resolution are those of the scenes that were given; nothing here depends on them, and they "
        "are not read."
    )
    return Table("Radar data (the study's Table 1)", ("Quantity", "Value"), tuple(rows), (note,))


def data_table(inputs: Mapping[str, Any], titles: Mapping[str, str]) -> Table | None:
    """The other data (the study's Table 2), from what was found in the files; None where there are none.

    Parameters
    ----------
    inputs : contents of ``validation.json``
    titles : factor to what people call it
    """
    rows = []
    for name, found in inputs.items():
        if not isinstance(found, Mapping) or name in ("sar", "table", "photos") or "file" not in found:
            continue
        own = name.rpartition(".")[2]
        files = found["file"] if isinstance(found["file"], list) else [found["file"]]
        names = ", ".join(PurePath(str(file)).name for file in files)
        rows.append(
            (
                INPUT_NAMES.get(name, titles.get(own, own.replace("_", " ").capitalize())),
                names,
                _kind(found),
                str(found.get("crs") or MISSING),
            )
        )
    if not rows:
        return None
    note = (
        "As found in the files. The scale at which maps were drawn is not written in them: see their makers."
    )
    columns = ("Data", "Source", "What it holds", "Coordinate system")
    return Table("Data beside the radar's (the study's Table 2)", columns, tuple(rows), (note,))


def _kind(found: Mapping[str, Any]) -> str:
    if "features" in found:
        shapes = str(found.get("geometry") or "").lower().replace("linestring", "line")
        return f"{found['features']:,} features ({shapes})" if shapes else f"{found['features']:,} features"
    if "cell_size" in found:
        return (
            f"raster, cells of {' × '.join(f'{side:g}' for side in found['cell_size'])} (units of its system)"
        )
    if "rows" in found:
        return f"raster, {found['rows']:,} × {found['columns']:,} cells"
    return MISSING


def class_limits_table(factors: Sequence[Factor]) -> Table | None:
    """The classes of the factors' maps (the study's Table 3); None without factors.

    Parameters
    ----------
    factors : those of the run, with the limits of the config
    """
    rows = [
        (factor.title, factor.unit.replace("km2", "km²") or MISSING, _classes(factor)) for factor in factors
    ]
    if not rows:
        return None
    note = (
        "Limits are those of the configuration. Where nine tenths of the area or more would lie in one class, the map has "
        "round limits of the area's own and says so; so has a factor without limits. The models use the numbers."
    )
    columns = ("Factor", "Unit", "Classes")
    return Table("Classes of the factors (the study's Table 3)", columns, tuple(rows), (note,))


def _classes(factor: Factor) -> str:
    if factor.kind == "circular":
        return ", ".join(DIRECTIONS)
    if factor.kind == "classes":
        return "those of the map"
    return ", ".join(class_labels(factor.breaks)) if factor.breaks else "made for the area"


def class_rate_table(
    rated: pd.DataFrame | None,
    rates: pd.DataFrame | None,
    limits: Sequence[float],
    *,
    model: str,
    unit_name: str,
) -> Table | None:
    """Units by class of the main model and by class of their rate (the study's Fig. 11); None without both.

    Parameters
    ----------
    rated : units of the main model's map: ``unit_id``, ``class`` (1 to 5, missing without an index)
    rates : ``unit_id``, ``deformation_rate`` (cm/yr)
    limits : of the classes of the rate
    model : its name
    unit_name : what the units are called
    """
    if rated is None or rates is None or "deformation_rate" not in rates:
        return None
    both = rated[["unit_id", "class"]].merge(rates[["unit_id", "deformation_rate"]], on="unit_id", how="left")
    both = both[both["class"].notna()]
    if both.empty:
        return None
    place = class_numbers(both["deformation_rate"].to_numpy(np.float64), limits)
    classes = both["class"].to_numpy(np.int64)
    names = [*class_labels(limits), "Not measured"]
    rows = []
    for code, name in enumerate(CLASS_NAMES, start=1):
        inside = classes == code
        counts = [int((place[inside] == number_of).sum()) for number_of in [*range(len(limits) + 1), -1]]
        rows.append((name, *(f"{count:,}" for count in counts), f"{int(inside.sum()):,}"))
    total = [int((place == number_of).sum()) for number_of in [*range(len(limits) + 1), -1]]
    rows.append(("All", *(f"{count:,}" for count in total), f"{len(both):,}"))
    columns = ("Class", *names, "All")
    note = (
        f"Numbers of {unit_name} by the class of {model} and by their mean rate (cm/yr, negative {AWAY}). Units without a measurement have a column of "
        "their own: they are not stable. The index of a coupled model is made with the rate, so that the two are no "
        "independent witnesses of each other."
    )
    return Table("Susceptibility against deformation (the study's Fig. 11)", columns, tuple(rows), (note,))
