"""The simulated SAR stack: one SLC per date and the geometry layers that a processor would deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from scarpwatch.conventions import BASELINE_SIGN, DISPLACEMENT_OF_RANGE
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid, open_raster, read_grid
from scarpwatch.insar.interferograms.formation import multilook
from scarpwatch.simulate.acquisition import (
    CENTRE_LOOK_RAD,
    HEADING_RAD,
    ORBIT_HEIGHT_M,
    SCREEN_SPACING_M,
    WAVELENGTH_M,
    Acquisition,
    Atmosphere,
    Swath,
    fit_swath,
    simulate_atmosphere,
)
from scarpwatch.simulate.scatterers import EPOCH_DAYS, as_layers, focus_lines, ground_mesh, project_lines

NOISE = 0.4  # amplitude of the thermal noise; a cell has some three scatterers of amplitude 1, so 13 dB


@dataclass(frozen=True)
class Scene:
    """Truth layers on their map grid, and the swath that looks at them.

    Layers are arrays (rows, columns), float32: ``height`` and ``dem_error`` (m), ``rate`` (m/yr) and
    ``annual`` (m) in the line of sight, ``vegetation`` (0..1).
    """

    grid: Grid
    height: NDArray[np.float32]
    rate: NDArray[np.float32]
    annual: NDArray[np.float32]
    vegetation: NDArray[np.float32]
    dem_error: NDArray[np.float32]
    swath: Swath
    ground: tuple[float, float, int]
    first_date: date
    seed: int

    @classmethod
    def over(
        cls, grid: Grid, layers: NDArray[np.float32], *, cell_m: float, looks: tuple[int, int],
        first_date: date, seed: int,
    ) -> Scene:  # fmt: skip
        """A scene over truth layers in the order height, rate, annual, vegetation, DEM error.

        ``cell_m`` is the size of an SLC cell on level ground (m).
        """
        heights = float(layers[0].min()), float(layers[0].max())
        swath = fit_swath(grid, heights, cell_m, looks)
        ground = ground_mesh(swath.shape, swath.near_range, swath.range_spacing, heights, cell_m)
        height, rate, annual, vegetation, error = layers
        return cls(grid, height, rate, annual, vegetation, error, swath, ground, first_date, seed)

    @property
    def _viewing(self) -> tuple[Any, ...]:
        swath, transform = self.swath, self.grid.transform
        return (
            (transform.c, transform.f), transform.a, swath.origin, swath.centre_ground, swath.azimuth_start,
            swath.azimuth_spacing, *self.ground, swath.near_range, swath.range_spacing,
        )  # fmt: skip

    def years(self, day: date) -> float:
        """Time since the first date (years)."""
        return (day - self.first_date).days / DAYS_PER_YEAR

    def atmosphere(self, day: date, *, turbulence_m: float, stratified_m: float, ramp_m: float) -> Atmosphere:
        """Delay of one date."""
        start, step, count = self.ground
        return simulate_atmosphere(
            self.swath,
            (start, start + step * count),
            (float(self.height.mean()), float(self.height.std())),
            day,
            turbulence_m=turbulence_m,
            stratified_m=stratified_m,
            ramp_m=ramp_m,
            seed=self.seed,
        )


def open_scene(path: str | Path, demo: Mapping[str, Any], looks: tuple[int, int], seed: int) -> Scene:
    """The scene over a raster of truth layers, with the settings of the config's section ``demo``."""
    with open_raster(path) as source:
        layers = source.read()
    return Scene.over(
        read_grid(path),
        layers,
        cell_m=demo["pixel_m"] / max(looks),
        looks=looks,
        first_date=date.fromisoformat(str(demo["first_date"])),
        seed=seed,
    )


def demo_atmosphere(scene: Scene, day: date, demo: Mapping[str, Any]) -> Atmosphere:
    """Delay of one date with the amplitudes of the config's section ``demo`` (mm)."""
    return scene.atmosphere(
        day,
        turbulence_m=demo["turbulence_mm"] / 1000,
        stratified_m=demo["stratified_mm"] / 1000,
        ramp_m=demo["ramps_mm"] / 1000,
    )


def simulate_slc(
    scene: Scene, acquisition: Acquisition, delay: Atmosphere, *, fading_m_per_year: float = 0.0
) -> NDArray[np.complex64]:
    """SLC of one date on the stack's grid: coregistered, not flattened; 0 where nothing is seen.

    ``fading_m_per_year`` is the apparent motion of short-lived scatterers, see :func:`focus_lines`.
    """
    image = np.zeros(scene.swath.shape, np.complex64)
    focus_lines(  # type: ignore[call-arg]  # the layers of the view are unpacked
        scene.height, scene.rate, scene.annual, scene.vegetation, *scene._viewing,
        delay.screen, (delay.azimuth_start, delay.ground_start), SCREEN_SPACING_M, delay.gradient,
        delay.mean_height, scene.years(acquisition.date), acquisition.date.toordinal() // EPOCH_DAYS,
        acquisition.perpendicular_baseline_m, acquisition.parallel_baseline_m, fading_m_per_year, NOISE, scene.seed % 2**20,
        image,
    )  # fmt: skip
    return image


def _project(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    layers = as_layers(scene.height, scene.rate, scene.annual, scene.dem_error)
    sums = np.zeros((layers.shape[0] + 1, *scene.swath.shape))
    count = np.zeros(scene.swath.shape, np.int32)
    distorted = np.zeros(scene.swath.shape, np.bool_)
    project_lines(layers, *scene._viewing, sums, count, distorted)  # type: ignore[call-arg]  # the layers of the view are unpacked
    with np.errstate(invalid="ignore"):
        return sums / np.where(count, count, np.nan), distorted


def simulate_geometry(scene: Scene) -> tuple[dict[str, NDArray[np.floating]], dict[str, NDArray[np.float32]]]:
    """Geometry layers on the SLC grid as a processor with an erroneous DEM has them, and the radar truth.

    Returns
    -------
    geometry : arrays (lines, samples): ``height`` (m, with the DEM error), ``slant_range`` (m),
        ``look_angle`` and ``incidence`` (rad), ``longitude`` and ``latitude`` (deg, float64),
        ``los_east``, ``los_north``, ``los_up`` (unit vector from ground to satellite),
        ``layover_shadow`` (1 where distorted or unseen); NaN where nothing is seen
    truth : the same grid: ``height``, ``rate``, ``annual``, ``dem_error``, ``azimuth``, ``ground``
    """
    mean, distorted = _project(scene)
    height, rate, annual, error, ground = mean
    swath = scene.swath
    lines, samples = swath.shape
    azimuth = swath.azimuth_start + swath.azimuth_spacing * np.arange(lines)[:, None]
    slant = swath.near_range + swath.range_spacing * np.arange(samples)[None, :]
    unseen = ~np.isfinite(height)
    slant_range = np.where(unseen, np.nan, np.broadcast_to(slant, swath.shape))
    look = np.arccos((ORBIT_HEIGHT_M - height - error) / slant_range)
    x, y = swath.to_map(np.broadcast_to(azimuth, swath.shape), ground)
    longitude, latitude = Transformer.from_crs(scene.grid.crs, 4326, always_xy=True).transform(x, y)
    sine, cosine = np.sin(HEADING_RAD), np.cos(HEADING_RAD)
    geometry = {
        "height": height + error,
        "slant_range": slant_range,
        "look_angle": look,
        "incidence": look,
        "longitude": np.where(unseen, np.nan, longitude),
        "latitude": np.where(unseen, np.nan, latitude),
        "los_east": -np.sin(look) * cosine,
        "los_north": np.sin(look) * sine,
        "los_up": np.cos(look),
        "layover_shadow": np.where(distorted | unseen, 1.0, 0.0),
    }
    truth = {
        "height": height,
        "rate": rate,
        "annual": annual,
        "dem_error": error,
        "azimuth": np.where(unseen, np.nan, np.broadcast_to(azimuth, swath.shape)),
        "ground": ground,
    }
    kinds = {"longitude": np.float64, "latitude": np.float64}
    return (
        {name: layer.astype(kinds.get(name, np.float32)) for name, layer in geometry.items()},
        {name: layer.astype(np.float32) for name, layer in truth.items()},
    )


def multilook_truth(
    truth: dict[str, NDArray[np.float32]], looks: tuple[int, int]
) -> dict[str, NDArray[np.float32]]:
    """Mean truth of the multilooked cells; NaN where a look is unseen."""
    return {name: multilook(layer, looks) for name, layer in truth.items()}


def true_displacement(
    scene: Scene, truth: dict[str, NDArray[np.float32]], acquisition: Acquisition, delay: Atmosphere
) -> NDArray[np.float64]:
    """Displacement that an ideal interferometer would report for one date (m; sign: ``scarpwatch.conventions``).

    Motion, less the delay, plus what the error of the DEM adds through the perpendicular baseline.

    Parameters
    ----------
    truth : radar-geometry truth, from :func:`simulate_geometry` or multilooked
    """
    from scipy.ndimage import map_coordinates

    years = scene.years(acquisition.date)
    moved = truth["rate"] * years + truth["annual"] * np.sin(2 * np.pi * years)
    where = [
        (truth["azimuth"] - delay.azimuth_start) / SCREEN_SPACING_M,
        (truth["ground"] - delay.ground_start) / SCREEN_SPACING_M,
    ]
    seen = np.isfinite(truth["height"])
    screen = np.full(seen.shape, np.nan)
    screen[seen] = map_coordinates(
        delay.screen.astype(float), [w[seen] for w in where], order=1, mode="nearest"
    )
    late = screen + delay.gradient * (truth["height"].astype(np.float64) - delay.mean_height)
    topographic = (
        acquisition.perpendicular_baseline_m * truth["dem_error"] / truth["ground"]
    )  # ground range = slant range times the sine of the look angle
    return np.asarray(moved + DISPLACEMENT_OF_RANGE * late + DISPLACEMENT_OF_RANGE * topographic)


def header() -> dict[str, object]:
    """What a reader of the stack must know beside the images: tags of every scene."""
    return {
        "WAVELENGTH_M": WAVELENGTH_M,
        "HEADING_DEG": float(np.rad2deg(HEADING_RAD)),
        "REFERENCE_LOOK_RAD": CENTRE_LOOK_RAD,
        "FLATTENED": "no",
        "BASELINE_SIGN": BASELINE_SIGN,
        "SENSOR": "simulated, Sentinel-1-like",
    }


def read_truth(path: str | Path) -> dict[str, NDArray[np.float32]]:
    """Radar-geometry truth by layer name, from a raster with band descriptions."""
    with open_raster(path) as source:
        return dict(zip(source.descriptions, source.read(), strict=True))


def true_series(
    scene: Scene,
    truth: dict[str, NDArray[np.float32]],
    acquisitions: Sequence[Acquisition],
    demo: Mapping[str, Any],
) -> NDArray[np.float64]:
    """:func:`true_displacement` of all dates through the demo's atmosphere, array (dates, rows, columns), m.

    Parameters
    ----------
    demo : section ``demo`` of the config, as plain values
    """
    delays = (demo_atmosphere(scene, a.date, demo) for a in acquisitions)
    shown = [true_displacement(scene, truth, a, delay) for a, delay in zip(acquisitions, delays, strict=True)]
    return np.stack(shown)
