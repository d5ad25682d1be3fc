"""A deformation that was made elsewhere, with the attributes and layers that all that comes after looks for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.dates import years_between
from scarpwatch.files.json_files import encode
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.reference.record import reference_attribute
from scarpwatch.insar.reference.window import Reference
from scarpwatch.stacks.listing import acquisition_tag
from scarpwatch.stacks.readers import DeformationFacts, Float

Layers = dict[str, tuple[Float, str]]


def reference_record(
    facts: DeformationFacts, maker: str, place: tuple[float, float] | None
) -> dict[str, Any]:
    """The reference as ``reference.json`` holds it; its place is None where the product does not say it.

    Parameters
    ----------
    maker : whose reference it is
    place : its longitude and latitude (deg)
    """
    chosen = f"{maker}'s own"
    if facts.reference is None or place is None:
        record = Reference(0, 0, 0, chosen)._asdict()
        return {**record, "row": None, "column": None}
    return Reference(*facts.reference, 0, chosen, *place)._asdict()


def series_attributes(
    facts: DeformationFacts, reference: Mapping[str, Any], origin: str, *, series: bool
) -> dict[str, Any]:
    """Attributes of the series' file: wavelength, reference and origin, of a series also its time and baselines."""
    about: dict[str, Any] = {
        "wavelength_m": facts.wavelength_m,
        **reference_attribute(reference),
        "origin": origin,
    }
    if not series:
        return about
    known = {} if facts.baselines_m is None else {"baselines_m": encode(facts.baselines_m)}
    return {**about, **acquisition_tag(facts.acquired), **known}


def with_coherence(layers: Layers, grid: Grid) -> Layers:
    """The layers with a temporal coherence, which all that comes after names: NaN where the product has none."""
    return {
        **layers,
        "temporal_coherence": layers.get(
            "temporal_coherence", (np.full(grid.shape, np.nan, np.float32), "1")
        ),
    }


def line_of_rate(rate: Float, sigma: Float, dates: Sequence[date]) -> tuple[NDArray[np.float32], Layers]:
    """A rate without a series as a linear series of two dates.

    Parameters
    ----------
    rate, sigma : arrays (rows, columns), m/yr
    dates : first and last

    Returns
    -------
    displacement : array (2, rows, columns), m
    layers : those of :func:`scarpwatch.insar.series.velocity.estimate_velocity` that can be known, and their units
    """
    years = years_between(dates[0], dates[-1])
    if not math.isfinite(years) or years <= 0:
        raise ValueError(f"a rate takes two dates in order, not {dates[0]} and {dates[-1]}")
    line = np.stack(
        [np.where(np.isfinite(rate), np.float32(0), np.float32(np.nan)), rate * np.float32(years)]
    )
    layers: Layers = {
        "rate": (rate, "m/yr"),
        "sigma": (sigma, "m/yr"),
        "sigma_to_reference": (sigma, "m/yr"),
        "cumulative": (line[1], "m"),
        "cumulative_sigma": (sigma * np.float32(years), "m"),
    }
    return line, layers
