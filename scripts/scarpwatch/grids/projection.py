"""Scale factors and distortion of a projected CRS, measured where the data lie.

Slopes, areas and distances are taken in the units of a grid as if they were metres on the ground. That a system is
"projected, in metres" does not make it so: in Web Mercator (EPSG:3857) a metre at 60 degrees of latitude is 2 m,
20 degrees of slope become 10.3 and areas are four times too large. So the two principal scales of the projection
(Snyder 1987, Map projections: a working manual, section 4: Tissot's indicatrix) have to be near one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid, apply_transform
from scarpwatch.grids.longitudes import turned

LIMIT = 0.015
"""Departure of a principal scale from 1 that is accepted: UTM reaches .0004 in the middle of a zone and .001 at its
border, national equal-area systems (Albers, Lambert) about .01."""
_WIDEST_UTM_DEG = 84.0
_NEIGHBOUR_DEG = 6.0
_NODE = 16  # cells between the places that are projected
_STEP = 1e-4  # of the area's extent, for derivatives


def place_fault(crs: Any) -> str | None:
    """Why a CRS does not tell where on the Earth its coordinates lie; None if it does.

    Local and engineering systems ("Arbitrary", "Unknown engineering datum") have no place, geocentric ones no map.
    """
    from pyproj import Transformer
    from pyproj.exceptions import CRSError, ProjError

    try:
        known = _known(crs)
        if known.is_geographic or known.is_projected:
            Transformer.from_crs(known, 4326, always_xy=True)
            return None
        name = known.name
    except (CRSError, ProjError):
        name = str(crs)
    return f"its coordinate system {name[:100]} does not say where on the Earth a place lies"


def ground_matrices(crs: Any, bounds: Sequence[float]) -> NDArray[np.float64]:
    """Metres on the ground per unit of a CRS, at nine places of an area: corners, middles of the sides, centre.

    Parameters
    ----------
    crs : anything that pyproj or rasterio takes for a CRS
    bounds : left, bottom, right, top in its units

    Returns
    -------
    array (places, 2, 2)
        Columns: the ways east and north (m) of one unit along x and along y. Places outside the projection's reach
        are left out. By central differences of the inverse projection on the ellipsoid of WGS 84.
    """
    from pyproj import Geod, Transformer

    left, bottom, right, top = bounds
    x, y = (part.ravel() for part in np.meshgrid(np.linspace(left, right, 3), np.linspace(bottom, top, 3)))
    step = _STEP * max(right - left, top - bottom)
    inverse = Transformer.from_crs(_known(crs), 4326, always_xy=True)
    longitude, latitude = inverse.transform(
        np.concatenate([x + step, x - step, x, x]), np.concatenate([y, y, y + step, y - step])
    )
    longitude, latitude = (np.reshape(part, (4, -1)) for part in (longitude, latitude))
    with np.errstate(invalid="ignore"):  # where the projection does not reach
        middle = np.radians(latitude.mean(axis=0))
        ellipsoid = Geod(ellps="WGS84")
        w = 1 - ellipsoid.es * np.sin(middle) ** 2
        along, across = ellipsoid.a * (1 - ellipsoid.es) / w**1.5, ellipsoid.a / np.sqrt(w) * np.cos(middle)
        columns = []
        for ahead, behind in ((0, 1), (2, 3)):
            turn = (longitude[ahead] - longitude[behind] + 180) % 360 - 180
            east = across * np.radians(turn) / (2 * step)
            north = along * np.radians(latitude[ahead] - latitude[behind]) / (2 * step)
            columns.append(np.stack([east, north], axis=-1))
        matrices = np.stack(columns, axis=-1)
    return matrices[np.isfinite(matrices).all(axis=(1, 2))]


def principal_scales(crs: Any, bounds: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest principal scale over an area: units of the CRS per metre on the ground.

    NaN if the projection reaches none of it. Parameters as for :func:`ground_matrices`.
    """
    matrices = ground_matrices(crs, bounds)
    if not len(matrices):
        return math.nan, math.nan
    lengths = np.linalg.svd(matrices, compute_uv=False)
    if not lengths.max() > 0:
        return math.nan, math.nan
    # Far beyond what a projection is made for, all places fall together along a line.
    return 1 / float(lengths.max()), 1 / float(lengths.min()) if lengths.min() > 0 else math.inf


def metres_per_unit(crs: Any, bounds: Sequence[float]) -> tuple[float, float]:
    """Metres on the ground per unit of a CRS along x and along y, in the middle of an area.

    For a CRS in degrees as for any projected one. Parameters as for :func:`ground_matrices`; (1, 1) where the
    projection does not reach, and for a CRS without a place on the Earth, as that of coordinates whose system is not
    named.
    """
    if place_fault(crs) is not None:
        return 1.0, 1.0
    matrices = ground_matrices(crs, bounds)
    if not len(matrices):
        return 1.0, 1.0
    along_x, along_y = np.hypot(matrices[:, 0], matrices[:, 1])[len(matrices) // 2]
    return float(along_x), float(along_y)


def ground_units(crs: Any, bounds: Sequence[float]) -> tuple[float, float]:
    """:func:`metres_per_unit` of a CRS whose units are not to be taken as metres; (1, 1) for all others."""
    return (1.0, 1.0) if metric_fault(crs, bounds) is None else metres_per_unit(crs, bounds)


def metric_fault(crs: Any, bounds: Sequence[float]) -> str | None:
    """Why lengths in a CRS are not metres on the ground over an area; None if they are, within :data:`LIMIT`."""
    known = _known(crs)
    name = _name(known)
    if not known.is_projected:
        return f"{name} is not projected"
    units = {axis.unit_name: axis.unit_conversion_factor for axis in known.axis_info[:2]}
    for unit, factor in units.items():
        if abs(factor - 1) > 1e-6:
            return f"the coordinates of {name} are in units of {factor:.7g} m ({unit}), not in metres"
    low, high = principal_scales(known, bounds)
    if math.isnan(low):
        return f"{name} does not reach there"
    if low < 1 - LIMIT or high > 1 + LIMIT:
        return (
            f"a metre on the ground is {low:.3f} to {high:.3f} m in {name}, so that slopes, areas and distances would "
            "be wrong"
        )
    return None


def metric_cure(crs: Any, bounds: Sequence[float]) -> str:
    """What to use instead of a CRS whose lengths are not metres: words that name the UTM zone of an area."""
    zone = utm_zone(crs, bounds)
    if zone is None:
        return "a projection in metres of the area's own country"
    return f"the area's UTM zone, {zone}"


def utm_zone(crs: Any, bounds: Sequence[float]) -> str | None:
    """``"EPSG:326.."`` or ``"EPSG:327.."``: the UTM zone of the middle of an area, polar stereographic at the poles.

    None where that is no better: areas that are too wide for one zone. Parameters as for :func:`ground_matrices`.
    """
    from pyproj import Transformer

    left, bottom, right, top = bounds
    known = _known(crs)
    longitude, latitude = Transformer.from_crs(known, 4326, always_xy=True).transform(
        (left + right) / 2, (bottom + top) / 2
    )
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return None
    if abs(latitude) > _WIDEST_UTM_DEG:
        return "EPSG:32661" if latitude > 0 else "EPSG:32761"
    zone = int(longitude + 180) // 6 % 60 + 1
    code = f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"
    there = Transformer.from_crs(known, code, always_xy=True).transform_bounds(left, bottom, right, top)
    low, high = principal_scales(code, there)
    return code if low >= 1 - LIMIT and high <= 1 + LIMIT else None


def foreign_note(crs: Any, x: ArrayLike, y: ArrayLike) -> str | None:
    """A sentence if most places lie far outside of where a coordinate system is used, as with x and y exchanged.

    Far is more than `_NEIGHBOUR_DEG`: the neighbouring zone is often used for an area on the border of two.
    """
    from pyproj import CRS as ProjCRS
    from pyproj import Transformer

    known = ProjCRS.from_user_input(_known(crs))
    use = known.area_of_use
    if use is None:
        return None
    ground = Transformer.from_crs(known, 4326, always_xy=True)
    longitude, latitude = ground.transform(np.asarray(x, np.float64), np.asarray(y, np.float64))
    margin = _NEIGHBOUR_DEG
    width = (use.east - use.west) % 360 or 360.0
    with np.errstate(invalid="ignore"):
        inside = (np.mod(longitude - use.west + margin, 360) <= width + 2 * margin) & (
            (latitude >= use.south - margin) & (latitude <= use.north + margin)
        )
    if inside.mean() > 0.5:
        return None
    return (
        f"{1 - inside.mean():.0%} of the places lie outside of where {_name(known)} is used ({use.name}): check that it is "
        "the right coordinate system, and that x and y are not exchanged"
    )


def centres_in(
    grid: Grid, window: Window, crs: CRS | None, *, middle: float | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and y, in another CRS, of the cell centres in a window of a grid.

    Projected at every sixteenth cell and linear in between: a map projection bends by millimetres over
    such a distance. The nodes are counted from the grid's corner, whatever the window.

    Parameters
    ----------
    middle : longitude (deg) to which x is to be near, where it is in degrees; see :mod:`scarpwatch.grids.longitudes`
    """
    from pyproj import Transformer

    rows = np.arange(int(window.row_off), int(window.row_off + window.height))
    columns = np.arange(int(window.col_off), int(window.col_off + window.width))
    if grid.crs == crs:
        x, y = apply_transform(grid.transform, columns[None, :] + 0.5, rows[:, None] + 0.5)
        return np.asarray(turned(x, middle)), y
    if grid.crs is None or crs is None:
        raise ValueError("a grid has no CRS")
    project = Transformer.from_crs(_known(grid.crs), _known(crs), always_xy=True)
    row_nodes, column_nodes = (
        np.arange(place[0] // _NODE, place[-1] // _NODE + 2) * _NODE for place in (rows, columns)
    )
    at = apply_transform(grid.transform, column_nodes[None, :] + 0.5, row_nodes[:, None] + 0.5)
    row_index, column_index = (place // _NODE - place[0] // _NODE for place in (rows, columns))
    row_share, column_share = (rows % _NODE / _NODE)[:, None], columns % _NODE / _NODE
    result = []
    x, y = project.transform(*at)
    for nodes in (turned(x, middle), y):
        along = nodes[:, column_index] * (1 - column_share) + nodes[:, column_index + 1] * column_share
        result.append(along[row_index] * (1 - row_share) + along[row_index + 1] * row_share)
    return result[0], result[1]


def _known(crs: Any) -> Any:
    """As pyproj knows it."""
    from pyproj import CRS as ProjCRS

    wkt = getattr(crs, "to_wkt", None)
    return ProjCRS.from_user_input(crs if wkt is None or isinstance(crs, ProjCRS) else wkt())


def _name(crs: Any) -> str:
    code = crs.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else f"its coordinate system ({crs.name})"
