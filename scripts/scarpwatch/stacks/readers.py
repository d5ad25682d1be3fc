"""What a reader gives of one pair, one scene, and the stack's geometry: arrays, units and signs, for all families."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import BASELINE_SIGN
from scarpwatch.dates import date_name
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.mosaic import Raster
from scarpwatch.stacks.listing import (
    DeformationListing,
    PairFiles,
    PairListing,
    SceneFiles,
    SceneListing,
)

if TYPE_CHECKING:
    from rasterio.windows import Window

    from scarpwatch.inputs.rasters.checks import Area

Float = NDArray[np.float32]

SENTINEL1_WAVELENGTH_M = 0.05546576
MOST_PAIRS = 1e6  # that a series comes from: more is no number of pairs
MOST_DISPLACEMENT_M = 50.0  # along the line of sight over a series; phase loses count long before


@dataclass(frozen=True)
class Facts:
    """What the headers of one pair or scene say, without its pixels being read.

    Attributes
    ----------
    grid : Grid
        Of the product itself; ``crs`` is None in radar geometry.
    wavelength_m : float
    heading_deg : float
        Flight direction, clockwise from north; NaN where the product does not say.
    perpendicular_baseline_m : float
        Of a pair: the secondary's less the reference's. Of a scene: to the stack's reference date. Positive
        on the far-range side; NaN where not known.
    sensor : str
    track : str
        Relative orbit, frame or burst: what all products of a stack have in common. Empty where not known.
    looks : float
        Independent looks of the phase; NaN where not known.
    polarisation : str
        Such as VV: what all products of a stack have in common. Empty where not known.
    bounds : tuple or None
        In radar geometry: west, south, east, north in degrees, where the headers tell.
    origin : (datetime, float) or None
        In radar geometry: when the reference date's satellite passed the first line (UTC), and the slant range
        of the first column (m), where the headers tell. What has been coregistered to one date has one origin.
    """

    grid: Grid
    wavelength_m: float = SENTINEL1_WAVELENGTH_M
    heading_deg: float = math.nan
    perpendicular_baseline_m: float = math.nan
    sensor: str = ""
    track: str = ""
    looks: float = math.nan
    polarisation: str = ""
    bounds: tuple[float, float, float, float] | None = None
    origin: tuple[datetime, float] | None = None


def satellites(facts: Iterable[Facts]) -> str:
    """The satellite of all products, or each with the number of products; empty where none says."""
    names = [known.sensor for known in facts if known.sensor]
    kinds = sorted(set(names))
    return kinds[0] if len(kinds) == 1 else ", ".join(f"{kind} ({names.count(kind)})" for kind in kinds)


@dataclass(frozen=True)
class PairData:
    """One interferogram in the project's convention, on its own grid.

    Attributes
    ----------
    unwrapped : array (rows, columns), float32
        Radians, (4 pi / wavelength) (R_secondary - R_reference): positive is away from the satellite. NaN
        where not measured.
    coherence : array (rows, columns), float32
        0..1; NaN where not measured.
    components : array (rows, columns), uint16, or None
        Connected components, 0 outside them; None where the product has none.
    """

    unwrapped: Float
    coherence: Float
    grid: Grid
    components: NDArray[np.uint16] | None = None


@dataclass(frozen=True)
class Geometry:
    """The geometry layers of a stack on one grid.

    Attributes
    ----------
    layers : mapping of name to array (rows, columns)
        ``height`` (m), ``slant_range`` (m), ``incidence`` (rad, between the vertical and the line of sight),
        ``los_east``, ``los_north``, ``los_up`` (unit vector from the ground to the satellite), in radar
        geometry also ``latitude`` and ``longitude`` (deg, float64), where known ``layover_shadow`` (0 = clear).
        NaN where not known.
    grid : Grid
    tags : what the headers say of the stack as a whole
    """

    layers: Mapping[str, NDArray[np.floating]]
    grid: Grid
    tags: Mapping[str, object] = field(default_factory=dict)


class PairReader(Protocol):
    """A module that reads one family of ready interferograms."""

    SIGN: str  # the sign of the product's phase, in words

    def list_folder(self, folder: str | Path, *, exclude: Collection[date] = ()) -> PairListing:
        """What the folder holds, by names alone."""

    def read_facts(self, pair: PairFiles) -> Facts:
        """What the headers of a pair say."""

    def read_pair(self, pair: PairFiles) -> PairData:
        """Phase and coherence of a pair, on its own grid."""

    def read_geometry(self, files: Mapping[str, str], grid: Grid, height: Float) -> Geometry:
        """Geometry of the stack on ``grid``, with the heights of the user's DEM (m, NaN outside it)."""


class SceneReader(Protocol):
    """A module that reads one family of coregistered SLC stacks."""

    SIGN: str

    def list_folder(self, folder: str | Path, *, exclude: Collection[date] = ()) -> SceneListing:
        """What the folder holds, by names and small metadata files."""

    def read_facts(self, scene: SceneFiles) -> Facts:
        """What the headers of a scene say."""

    def check_geometry(self, files: Mapping[str, str]) -> None:
        """Refuse layers of the geometry that do not fit the images, by headers alone; ``files`` as below."""

    def read_geometry(self, files: Mapping[str, str], bounds: tuple[float, float, float, float]) -> Geometry:
        """Geometry at full resolution over an area; the grid of the result is the stack's.

        ``bounds`` are west, south, east, north in degrees. ``files`` are the listing's ``geometry`` and the
        files of its first scene. In radar geometry the tags hold ``ROW_OFFSET`` and ``COLUMN_OFFSET``, where
        the result begins in the product's images.
        """

    def read_scene(
        self, scene: SceneFiles, geometry: Mapping[str, str]
    ) -> tuple[NDArray[np.complex64], Facts]:
        """One SLC on the stack's grid, without flat-earth and topographic phase; 0 where there is no data.

        ``geometry`` are the paths of the layers that `read_geometry` gave, by name.
        """


@dataclass(frozen=True)
class DeformationFacts:
    """What the headers of a finished deformation say.

    Attributes
    ----------
    grid : Grid
        Of what is read; ``crs`` is None in radar geometry.
    reference : (row, column) or None
        The cell that is zero by definition; None where the product does not say.
    wavelength_m : NaN where not known
    images : how many images a series has, also those that are left out
    acquired : seconds of the day, UTC; NaN where not known
    baselines_m : list or None
        Of a series from which a part that goes with the baseline was taken out, which costs a degree of freedom:
        the perpendicular baselines of the dates less that of the first.
    """

    grid: Grid
    reference: tuple[int, int] | None = None
    wavelength_m: float = math.nan
    images: int = 0
    acquired: float = math.nan
    baselines_m: list[float] | None = None


class DeformationReader(Protocol):
    """A module that reads one family of finished deformations.

    Displacements and rates are along the line of sight (sign: ``scarpwatch.conventions``), NaN where not measured.
    ``files`` and ``known`` are those of the listing, ``grid`` that of the geometry.
    """

    SIGN: str

    def list_folder(
        self,
        folder: str | Path,
        *,
        file: str | Path | None = None,
        exclude: Collection[date] = (),
        told: Mapping[str, Any] | None = None,
    ) -> DeformationListing:
        """What the folder holds, by names and headers.

        ``file`` names the one to be taken, ``told`` is what the config says of it (`sar.rate`).
        """

    def check(self, listing: DeformationListing, area: Area) -> dict[str, Any]:
        """Check all files before anything runs; what was found, for `validation.json`."""

    def read_geometry(
        self, files: Mapping[str, str], known: Mapping[str, Any], dem: Raster | None, *, dem_band: int = 1
    ) -> Geometry:
        """The geometry of the deformation; its grid is the stack's.

        ``files`` are the listing's ``geometry``; ``dem`` is None where these hold heights.
        """

    def read_facts(
        self, files: Mapping[str, str], grid: Grid, dates: Collection[str] = ()
    ) -> DeformationFacts:
        """What the headers say, of a series for the dates (``YYYYMMDD``) that are wanted."""

    def read_layers(self, files: Mapping[str, str], grid: Grid) -> dict[str, tuple[Float, str]]:
        """The layers that come with a series or a rate, such as ``temporal_coherence``, and their units."""

    def read_rate(
        self, files: Mapping[str, str], known: Mapping[str, Any], grid: Grid
    ) -> tuple[Float, Float]:
        """Rate and its standard deviation (m/yr), which is NaN where not known."""


class SeriesReader(DeformationReader, Protocol):
    """A module that reads finished deformations of which some are displacement series."""

    def open_series(
        self, files: Mapping[str, str], grid: Grid, dates: Collection[str]
    ) -> AbstractContextManager[Callable[[Window], Float]]:
        """A function that reads the dates (``YYYYMMDD``) in a window: array (dates, rows, columns), m.

        Zero at the first of them.
        """


def require_displacement(path: str | Path, values: Float) -> None:
    """Refuse displacement (m) that is infinite or more than phase can follow; NaN is no measurement.

    Raises
    ------
    InputError
    """
    far = max(-float(np.nanmin(values, initial=0.0)), float(np.nanmax(values, initial=0.0)))
    if far > MOST_DISPLACEMENT_M:
        raise InputError(
            path,
            f"its displacement reaches {far:g} m, which phase cannot follow",
            "The file may be damaged, or in another unit: copy it again, or let its maker write it again.",
        )


def look_vector(incidence: Float, heading_deg: float) -> dict[str, Float]:
    """Unit vector from the ground to a right-looking satellite: ``los_east``, ``los_north``, ``los_up``.

    Parameters
    ----------
    incidence : array (rows, columns), rad
    heading_deg : flight direction, clockwise from north; the satellite stands 90 degrees to the left of it
    """
    towards = math.radians(heading_deg - 90.0)
    across = np.sin(incidence)
    return {
        "los_east": (across * math.sin(towards)).astype(np.float32),
        "los_north": (across * math.cos(towards)).astype(np.float32),
        "los_up": np.cos(incidence).astype(np.float32),
    }


def pair_tags(pair: PairFiles, facts: Facts) -> dict[str, Any]:
    """Tags of a pair's rasters, by what its headers tell; ``LOOKS`` only where they are known."""
    tags = {
        "REFERENCE_DATE": date_name(pair.reference),
        "SECONDARY_DATE": date_name(pair.secondary),
        "WAVELENGTH_M": facts.wavelength_m,
        "HEADING_DEG": facts.heading_deg,
        "SENSOR": facts.sensor,
        "FLATTENED": "yes",
        "PERPENDICULAR_BASELINE_M": round(facts.perpendicular_baseline_m, 3),
        "BASELINE_SIGN": BASELINE_SIGN,
        "SOURCE": pair.files["unwrapped"].rsplit("/", 1)[-1],
    }
    return {**tags, "LOOKS": facts.looks} if math.isfinite(facts.looks) else tags
