"""The user's own factors among the inputs: their checks, where they lie, and what each is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.config.susceptibility.own_factors import OwnFactorSettings
from scarpwatch.factors.factor import Factor, parameter_words
from scarpwatch.grids.mosaic import raster_files
from scarpwatch.inputs.class_map import check_class_polygons
from scarpwatch.inputs.own_features import check_density
from scarpwatch.inputs.own_rasters import check_raster_factor
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.series_checks import check_series
from scarpwatch.inputs.series_files import list_series
from scarpwatch.inputs.vectors.checks import check_lines
from scarpwatch.inspection.input_files import own_key
from scarpwatch.inspection.outlines import Outline, raster_outline, vector_outline
from scarpwatch.terrain.analysis_grid import analysis_grid

Check = Callable[[Area], dict[str, Any]]


def own_titles(config: Config) -> dict[str, str]:
    """Names of the own factors among the inputs to what people call them."""
    return {
        own_key(factor.name): factor.title
        for factor in config.factor_list()
        if factor.name in config.factors.more
    }


def own_checks(config: Config, until: date | None = None) -> Iterator[tuple[str, Check]]:
    """Name among the inputs and check of every source of ``factors.more``.

    Parameters
    ----------
    until : date of the assessment; without it, series that go up to it are left out
    """
    named = {factor.name: factor for factor in config.factor_list()}
    for name, own in config.factors.more.items():
        check = _check_of(own, named[name], config, until)
        if check is not None:
            yield own_key(name), check


def _check_of(own: OwnFactorSettings, factor: Factor, config: Config, until: date | None) -> Check | None:
    key = own_key(factor.name)
    if own.raster is not None:
        return partial(
            check_raster_factor,
            own.raster,
            key=key,
            kind=own.kind or "continuous",
            band=own.band,
            plausible=factor.plausible,
            names=own.names,
            unit=own.unit,
        )
    if own.polygons is not None:
        return partial(
            check_class_polygons,
            own.polygons,
            key=key,
            column=own.column,
            classes=own.names,
            field="names",
            layer=own.layer,
        )
    if own.distance_to is not None:
        margin = own.cap_m or config.factors.distance_cap_m
        return partial(
            check_lines, own.distance_to, layer=own.layer, margin_m=margin, wanted="points, lines or polygons"
        )
    if own.density_of is not None:
        return partial(_check_density, config, factor.name)
    day = own.until or until
    if own.series is None or day is None:
        return None
    return partial(
        check_series,
        own.series,
        key=key,
        untils=[day],
        days=own.days,
        most_missing=own.most_missing,
        band=own.band,
        plausible=factor.plausible,
        unit=own.unit,
    )


def dynamic_series(config: Config) -> list[str]:
    """Names among the inputs of the series that go up to the date of the assessment."""
    return [own_key(name) for name, own in config.factors.more.items() if own.dynamic]


def _check_density(config: Config, name: str, area: Area) -> dict[str, Any]:
    """Check features whose density is taken: all are points, or lines, or polygons, and the circle is no smaller than a
    cell."""
    own = config.factors.more[name]
    assert own.density_of is not None
    grid = analysis_grid(area.dem, crs=config.grid.crs, resolution_m=config.grid.resolution_m)
    return check_density(
        own.density_of,
        area,
        key=own_key(name),
        radius_m=own.radius_m,
        layer=own.layer,
        cell_m=max(grid.cell_size),
    )


def own_outlines(config: Config) -> Iterator[tuple[str, Callable[[], Outline]]]:
    """Name among the inputs of each own factor, and what finds out where it lies."""
    for name, own in config.factors.more.items():
        key = own_key(name)
        vector = own.polygons or own.distance_to or own.density_of
        if vector is not None:
            yield key, partial(vector_outline, key, vector, layer=own.layer)
        for path in raster_files(own.raster or []):
            yield key, partial(raster_outline, key, path)
        if own.series is not None:
            yield key, partial(_series_outline, key, own.series)


def _series_outline(key: str, folder: Path) -> Outline:
    """Where the last raster of a series lies."""
    return raster_outline(key, list_series(folder, key=key)[-1].path)


def derived_words(config: Config) -> Iterator[tuple[str, str]]:
    """Title of each further factor from the DEM, and how it is derived, in words."""
    if config.units.table is not None:
        return
    for factor in config.factor_list():
        if factor.source == "plugin":
            yield factor.title, f"derived from the DEM by {factor.derivation}"
        elif factor.derivation:
            yield factor.title, ", ".join(["derived from the DEM", *parameter_words(factor)])
