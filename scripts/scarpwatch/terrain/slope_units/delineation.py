"""Slope units after Alvioli et al. (2016, Geosci. Model Dev. 9, 3975-3991).

The area is divided into half-basins: the left and the right bank of every river link. Where the aspect
of a half-basin varies too much, it is divided again with links of a smaller drainage area, until it is
homogeneous or small enough. Slivers are then merged into a neighbour. Written from the paper; flow
routing and merging are our own, so the units agree with those of r.slopeunits closely but not exactly.

With the published parameters the largest faces are some twenty to a hundred times the slivers, and the area of a
unit alone tells where landslides lie. Units of even size come from the same division with all areas tied to
the minimum area, which no unit with a neighbour falls below: small ones are merged where V rises least.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.flow import route_flow
from scarpwatch.terrain.slope_units.division import DrainageTrees, divide, drainage_trees
from scarpwatch.terrain.slope_units.merging import merge_small_units
from scarpwatch.terrain.slope_units.segmentation import connected_regions

EVEN_THRESHOLD, EVEN_MAXIMUM = 10.0, 5.0
"""First drainage area, and size above which units are divided in any case, over the minimum area, for even units."""


@dataclass(frozen=True, kw_only=True)
class SlopeUnitParameters:
    """Parameters of the delineation, in the letters of Alvioli et al. (2016).

    Raises
    ------
    ValueError
        If a parameter is out of bounds.

    Attributes
    ----------
    min_area_m2 : a, size to which units are divided
    circular_variance : c, aspect variance (0 to 1) below which a unit is homogeneous
    threshold_m2 : t, drainage area of the first, coarsest river links
    reduction_factor : rf, > 1; t falls by t / rf in each round
    max_area_m2 : units above this are divided even if homogeneous; None = no limit
    clean_size_m2 : units below this are merged into a neighbour
    sizes : ``published`` refuses divisions into parts below the minimum area, and merges into the neighbour with most
        border and nearest aspect; ``even`` refuses none of what is above the maximum, and merges where V
        rises least
    """

    min_area_m2: float
    circular_variance: float
    threshold_m2: float
    reduction_factor: float = 5.0
    max_area_m2: float | None = None
    clean_size_m2: float = 25_000.0
    sizes: Literal["even", "published"] = "published"

    def __post_init__(self) -> None:
        """Refuse parameters that have no meaning."""
        if self.min_area_m2 <= 0 or self.threshold_m2 <= 0:
            raise ValueError("the minimum area and the first threshold of slope units must be positive")
        if not 0 <= self.circular_variance <= 1:
            raise ValueError(f"a circular variance of {self.circular_variance} is not within 0..1")
        if self.reduction_factor <= 1:
            raise ValueError(f"a reduction factor of {self.reduction_factor} is not above 1")
        if self.clean_size_m2 < 0:
            raise ValueError("the size below which slope units are merged must not be negative")
        if self.max_area_m2 is not None and self.max_area_m2 <= self.min_area_m2:
            raise ValueError("the maximum area of slope units must exceed the minimum area")


def parameters_from(settings: Mapping[str, Any]) -> SlopeUnitParameters:
    """The parameters that the config's section ``units`` gives."""
    if settings["sizes"] == "even":
        return even_parameters(
            settings["min_area_m2"], settings["circular_variance"], settings["reduction_factor"]
        )
    return SlopeUnitParameters(
        min_area_m2=settings["min_area_m2"],
        circular_variance=settings["circular_variance"],
        threshold_m2=settings["threshold_m2"],
        reduction_factor=settings["reduction_factor"],
        max_area_m2=settings["max_area_m2"],
        clean_size_m2=settings["clean_size_m2"],
    )


def even_parameters(
    min_area_m2: float, circular_variance: float, reduction_factor: float
) -> SlopeUnitParameters:
    """Parameters of units of even size: all areas in proportion to the minimum area.

    The minimum area is the size of the smallest unit, and the mean one is 2.1 to 2.6 times as large, so that
    both ends are tied to the mean.
    """
    return SlopeUnitParameters(
        min_area_m2=min_area_m2,
        circular_variance=circular_variance,
        threshold_m2=EVEN_THRESHOLD * min_area_m2,
        reduction_factor=reduction_factor,
        max_area_m2=EVEN_MAXIMUM * min_area_m2,
        clean_size_m2=min_area_m2,
        sizes="even",
    )


def with_minimum_area(parameters: SlopeUnitParameters, min_area_m2: float) -> SlopeUnitParameters:
    """The parameters at another minimum area; those of units of even size keep their proportions."""
    if parameters.sizes == "even":
        return even_parameters(min_area_m2, parameters.circular_variance, parameters.reduction_factor)
    return replace(parameters, min_area_m2=min_area_m2)


class PreparedTerrain(NamedTuple):
    """A DEM made ready for division, which can then be tried with many parameters.

    Attributes
    ----------
    cell_area : m2
    aspect : float32 array (rows, columns), degrees, NaN on flats and outside
    cells : int32 array (valid cells,), cell numbers in the order of the drainage trees
    trees : DrainageTrees
    sine, cosine : float32 arrays (valid cells,), of the aspect in the same order; both 0 on flats
    """

    cell_area: float
    aspect: NDArray[np.float32]
    cells: NDArray[np.int32]
    trees: DrainageTrees
    sine: NDArray[np.float32]
    cosine: NDArray[np.float32]


def prepare_terrain(elevation: NDArray[np.floating], cell_size: tuple[float, float]) -> PreparedTerrain:
    """Route flow over a DEM and take its aspect.

    Parameters
    ----------
    elevation : array (rows, columns), m, NaN outside
    cell_size : (width, height) in metres

    Raises
    ------
    ValueError
        If the DEM has no valid cell.
    """
    flow = route_flow(elevation, cell_size)
    _, aspect = slope_aspect(elevation, cell_size, method="horn")
    angle = np.radians(aspect.ravel()[flow.order])
    flat = ~np.isfinite(angle)
    sine, cosine = np.sin(angle), np.cos(angle)
    sine[flat] = cosine[flat] = 0
    return PreparedTerrain(
        cell_size[0] * cell_size[1], aspect, flow.order, drainage_trees(flow), sine, cosine
    )


def delineate_slope_units(
    terrain: PreparedTerrain,
    parameters: SlopeUnitParameters,
    *,
    masked: NDArray[np.bool_] | None = None,
) -> NDArray[np.int32]:
    """Divide an area into slope units.

    Parameters
    ----------
    terrain : PreparedTerrain
    masked : bool array (rows, columns), optional
        Cells to leave out, such as water and plains. Flow crosses them, units do not.

    Returns
    -------
    int32 array (rows, columns)
        0 outside and on masked cells; every other cell is in exactly one unit. Units are contiguous
        (cells share sides) and numbered 1, 2, ... by their first cell, row by row.
    """
    units = np.zeros(terrain.aspect.size, np.int32)
    units[terrain.cells] = divide_trees(
        terrain.trees, terrain.sine, terrain.cosine, terrain.cell_area, parameters
    )
    return clean_units(
        units.reshape(terrain.aspect.shape), terrain.aspect, terrain.cell_area, parameters, masked=masked
    )


def divide_trees(
    trees: DrainageTrees,
    sine: NDArray[np.float32],
    cosine: NDArray[np.float32],
    cell_area: float,
    parameters: SlopeUnitParameters,
) -> NDArray[np.int32]:
    """The division of trees, or of some of them, with parameters in square metres (see ``divide``)."""
    limit = parameters.max_area_m2
    return divide(
        trees,
        sine,
        cosine,
        min_cells=parameters.min_area_m2 / cell_area,
        max_cells=np.inf if limit is None else limit / cell_area,
        circular_variance=parameters.circular_variance,
        threshold_cells=parameters.threshold_m2 / cell_area,
        reduction_factor=parameters.reduction_factor,
        divide_large=parameters.sizes == "even",
    )


def clean_units(
    units: NDArray[np.int32],
    aspect: NDArray[np.float32],
    cell_area: float,
    parameters: SlopeUnitParameters,
    *,
    masked: NDArray[np.bool_] | None = None,
) -> NDArray[np.int32]:
    """From the numbers of a division to contiguous units without slivers, numbered by first cell.

    Parameters
    ----------
    units : int32 array (rows, columns), 0 outside; numbers may have gaps and name several pieces
    aspect : array (rows, columns), degrees
    masked : bool array (rows, columns), optional, cells to leave out
    """
    if masked is not None:
        units = np.where(masked, np.int32(0), units)
    return merge_small_units(
        connected_regions(units),
        aspect,
        parameters.clean_size_m2 / cell_area,
        by="variance" if parameters.sizes == "even" else "border",
        max_cells=np.inf if parameters.max_area_m2 is None else parameters.max_area_m2 / cell_area,
    )
