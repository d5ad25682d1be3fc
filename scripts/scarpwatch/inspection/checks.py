"""All inputs of a run checked, one after the other, before anything expensive is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import geopandas

from scarpwatch.config.deformation.sar import SarSettings
from scarpwatch.config.settings import Config
from scarpwatch.config.susceptibility import factor_list
from scarpwatch.errors import ConfigError
from scarpwatch.families import form_of
from scarpwatch.inputs.areas import dem_area, units_area
from scarpwatch.inputs.class_map import check_class_map
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.ndvi import check_ndvi
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.tables.ready_table import ReadyTable, describe_table, read_ready_table
from scarpwatch.inputs.vectors.checks import check_inventory, check_lines, check_polygons
from scarpwatch.inspection.input_files import require_files
from scarpwatch.inspection.own_factors import dynamic_series, own_checks
from scarpwatch.inspection.report_inputs import (
    check_own_photos,
    exposure_area,
    exposure_checks,
    report_checks,
)
from scarpwatch.stacks.families import deformation_reader, list_deformation, list_pairs, list_scenes
from scarpwatch.stacks.pair_checks import check_pairs
from scarpwatch.stacks.scene_checks import check_scenes
from scarpwatch.stacks.stack_checks import check_slc_stack
from scarpwatch.units.ready_labels import require_polygons


def check_inputs(config: Config, until: date | None = None) -> dict[str, Any]:
    """Check every input that the config names.

    Parameters
    ----------
    until : date of the assessment; without it, series that go up to it are left to :func:`check_dynamic`

    Returns
    -------
    dict
        What was found (``dem``, the factors by name, ``units``, ``inventory``, ``sar``) and
        ``left_out``, the factors that are not given.

    Raises
    ------
    InputError, ConfigError
        For the first fault, naming file, fault and cure.
    """
    require_files(config)
    if config.units.table is not None:
        table = read_ready_table(config.units.table, need_landslides=config.models.apply is None)
        told = {"table": describe_table(table)}
        if surroundings := dict(exposure_checks(config)):
            area = exposure_area(config, table)
            told |= {name: check(area) for name, check in surroundings.items()}
        if config.report.photos is not None:
            told["photos"] = check_own_photos(config, None)
        return (
            told if config.inventory is None else {**told, "inventory": check_table_inventory(config, table)}
        )
    factors = config.factors
    if factors.dem is None:
        raise ConfigError("factors.dem", "it must be given and is missing", "Give the elevation raster")
    area, dem = check_dem(
        factors.dem,
        band=factors.dem_band,
        target_crs=config.grid.crs,
        resolution_m=config.grid.resolution_m,
        faults=factors.dem_faults,
    )
    found = {"dem": dem, **{name: check(area) for name, check in planned_checks(config, until)}}
    return {**found, "left_out": left_out(config)}


def check_table_inventory(config: Config, table: ReadyTable) -> dict[str, Any]:
    """Check an inventory that labels the units of a ready table; as :func:`check_inputs`."""
    assert config.units.table is not None and config.inventory is not None
    places = require_polygons(table, config.units.table.file)
    return _check_inventory(config, units_area(config.units.table.file, places), places)


def _check_inventory(
    config: Config, area: Area, units: str | Path | geopandas.GeoSeries | None
) -> dict[str, Any]:
    assert config.inventory is not None
    inventory = config.inventory.model_dump(
        include={"layer", "label_column", "label_value", "date_column", "min_landslides"}
    )
    if config.models.apply is not None:  # a few landslides are enough to judge models by
        inventory["min_landslides"] = 0
    return check_inventory(config.inventory.file, area, **inventory, units=units, target_crs=config.grid.crs)


def check_dynamic(config: Config, until: date) -> dict[str, Any]:
    """Check the series that go up to the date of the assessment; else as :func:`check_inputs`."""
    names = dynamic_series(config)
    if not names or config.factors.dem is None:
        return {}
    area = dem_area(config.factors.dem, band=config.factors.dem_band)
    return {name: check(area) for name, check in own_checks(config, until) if name in names}


def planned_checks(
    config: Config, until: date | None = None
) -> Iterator[tuple[str, Callable[[Area], dict[str, Any]]]]:
    """What is to be checked besides the DEM: the name of each input, and its check, given the DEM's area.

    Parameters
    ----------
    until : as for :func:`check_inputs`
    """
    factors, sar = config.factors, config.sar
    layers: dict[str, str] = dict(factors.layers.items())
    if factors.ndvi is not None:
        yield (
            "ndvi",
            partial(check_ndvi, factors.ndvi, reliability=factors.ndvi_reliability, band=factors.ndvi_band),
        )
    if factors.lithology is not None:
        map_, layer = factors.lithology, layers.get("lithology")
        yield (
            "lithology",
            partial(
                check_class_map,
                map_.file,
                key="factors.lithology",
                column=map_.column,
                classes=map_.classes,
                layer=layer,
            ),
        )
    rivers = factors.rivers.file if factors.rivers is not None else None
    for name, path in (("faults", factors.faults), ("roads", factors.roads), ("rivers", rivers)):
        if path is not None:
            yield name, partial(check_lines, path, layer=layers.get(name), margin_m=factors.distance_cap_m)
    yield from own_checks(config, until)
    for name, path in (("units", config.units.polygons), ("water", config.units.water)):
        if path is not None:
            optional = f"units.{name}" if name == "water" else None
            yield name, partial(check_polygons, path, optional=optional)
    if config.inventory is not None:
        yield "inventory", partial(_check_inventory, config, units=config.units.polygons)
    yield from report_checks(config)
    if sar is not None and sar.source != "simulated":
        yield "sar", partial(_check_sar, sar, config.network.max_baseline_m)


def left_out(config: Config) -> list[str]:
    """The study's static factors that the config does not give, as its keys name them."""
    return sorted(factor.name.removeprefix("distance_to_") for factor in factor_list.left_out(config.factors))


def _check_sar(sar: SarSettings, max_baseline_m: float | None, area: Area) -> dict[str, Any]:
    if sar.source == "slc_stack" and sar.scenes is not None and sar.geometry is not None:
        return check_slc_stack(
            sar.scenes,
            sar.geometry,
            area,
            exclude=sar.exclude_dates,
            flattened=sar.flattened,
            max_baseline_m=max_baseline_m,
            wavelength_m=sar.wavelength_m,
        )
    assert sar.folder is not None
    form = form_of(sar.source)
    if form == "pairs":
        return check_pairs(list_pairs(sar.source, sar.folder, exclude=sar.exclude_dates), area)
    if form == "scenes":
        listing = list_scenes(sar.source, sar.folder, exclude=sar.exclude_dates)
        return check_scenes(listing, area, max_baseline_m=max_baseline_m)
    result = list_deformation(
        sar.source,
        sar.folder,
        file=sar.file,
        exclude=sar.exclude_dates,
        told=sar.rate.model_dump() if sar.rate else None,
    )
    return deformation_reader(sar.source).check(result, area)
