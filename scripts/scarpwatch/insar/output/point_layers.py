"""The layers of points with displacement series as a GIS shows them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from scarpwatch.dates import iso_date
from scarpwatch.files.geopackage_layers import Column, Layer, LayerStyle, layer_name
from scarpwatch.styles.layers import point_style
from scarpwatch.styles.limits import nice_limit
from scarpwatch.styles.qml import qml
from scarpwatch.styles.sld import sld

TO_SCENE = "Relative to the scene"
COLUMNS = {
    "name": Column("Name"),
    "kind": Column("Kind", meaning="Given, fastest unit, or fastest place"),
    "longitude": Column("Longitude", "°"),
    "latitude": Column("Latitude", "°"),
    "row": Column("Row of the stack's grid"),
    "column": Column("Column of the stack's grid"),
    "velocity": Column(
        "Deformation rate", "cm/yr", "Along the line of sight, positive towards the satellite"
    ),
    "velocity_sigma": Column("Standard deviation of the rate", "cm/yr", TO_SCENE),
    "velocity_sigma_to_reference": Column("Standard deviation of the rate to the reference", "cm/yr"),
    "cumulative": Column("Cumulative displacement", "cm", "Modelled, last date less first"),
    "temporal_coherence": Column("Temporal coherence"),
    "note": Column("Note", meaning="Why there are no numbers, or what to keep in mind"),
}
LEAST_LIMIT = 1.0  # cm/yr: colours of rest do not tell noise apart


def point_layer(kind: str, until: str, dates: Iterable[str], velocity: ArrayLike) -> Layer:
    """Points with a column for every date, coloured by their rate.

    Parameters
    ----------
    kind : "points" or "pixels"
    dates : of the series, ``YYYYMMDD``
    velocity : of the points (cm/yr), for the range of the colours
    """
    title = f"Displacement series, {kind}, {until}"
    days = {f"D{day}": Column(f"Displacement on {iso_date(day)}", "cm") for day in dates}
    style = point_style(rate_limit(velocity))
    if kind == "pixels":
        style = style._replace(labels=None)
    columns = {**COLUMNS, **days}
    aliases = {name: column.alias for name, column in columns.items()}
    drawn = LayerStyle("deformation rate", qml(style, aliases), sld(style, title))
    description = "Displacement along the line of sight, positive towards the satellite, and its rate"
    return Layer(layer_name(kind, until), title, description, columns, (drawn,))


def rate_limit(velocity: ArrayLike) -> float:
    """A round number (cm/yr) that 98 % of the rates are not beyond."""
    size = np.abs(np.asarray(velocity, np.float64))
    size = size[np.isfinite(size)]
    return max(LEAST_LIMIT, nice_limit(float(np.quantile(size, 0.98)))) if size.size else LEAST_LIMIT
