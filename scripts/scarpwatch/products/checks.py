"""All inputs of a run checked, one after the other, before anything expensive is done."""

from __future__ import annotations

from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.errors import ConfigError
from scarpwatch.products.dem_checks import check_dem
from scarpwatch.products.families import FAMILIES, pair_reader, scene_reader
from scarpwatch.products.input_files import require_files
from scarpwatch.products.ndvi_checks import check_ndvi
from scarpwatch.products.pair_checks import check_pairs
from scarpwatch.products.ready_table import describe_table, read_ready_table
from scarpwatch.products.scene_checks import check_scenes
from scarpwatch.products.stack_checks import check_slc_stack
from scarpwatch.products.vector_checks import (
    check_inventory,
    check_lines,
    check_lithology,
    check_polygons,
)


def check_inputs(config: Config) -> dict[str, Any]:
    """Check every input that the config names.

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
        return {"table": describe_table(read_ready_table(config.units.table))}
    factors = config.factors
    if factors.dem is None:
        raise ConfigError("factors.dem", "it must be given and is missing", "Give the elevation raster")
    area, dem = check_dem(
        factors.dem,
        band=factors.dem_band,
        target_crs=config.grid.crs,
        resolution_m=config.grid.resolution_m,
    )
    found: dict[str, Any] = {"dem": dem}
    layers: dict[str, str] = dict(factors.layers.items())
    if factors.ndvi is not None:
        found["ndvi"] = check_ndvi(factors.ndvi, area, reliability=factors.ndvi_reliability)
    if factors.lithology is not None:
        map_ = factors.lithology
        found["lithology"] = check_lithology(
            map_.file, area, column=map_.column, classes=map_.classes, layer=layers.get("lithology")
        )
    rivers = factors.rivers.file if factors.rivers is not None else None
    for name, path in (("faults", factors.faults), ("roads", factors.roads), ("rivers", rivers)):
        if path is not None:
            found[name] = check_lines(path, area, layer=layers.get(name), margin_m=factors.distance_cap_m)
    if config.units.polygons is not None:
        found["units"] = check_polygons(config.units.polygons, area)
    if config.units.water is not None:
        found["water"] = check_polygons(config.units.water, area)
    if config.inventory is not None:
        inventory = config.inventory
        found["inventory"] = check_inventory(
            inventory.file,
            area,
            layer=inventory.layer,
            label_column=inventory.label_column,
            label_value=inventory.label_value,
            date_column=inventory.date_column,
            min_landslides=inventory.min_landslides,
        )
    sar = config.sar
    if sar is not None and sar.source == "slc_stack" and sar.scenes is not None and sar.geometry is not None:
        found["sar"] = check_slc_stack(
            sar.scenes, sar.geometry, area, exclude=sar.exclude_dates, flattened=sar.flattened
        )
    elif sar is not None and sar.source in FAMILIES and sar.folder is not None:
        family = FAMILIES[sar.source]
        if family.form == "pairs":
            pairs = pair_reader(sar.source).list_folder(sar.folder, exclude=sar.exclude_dates)
            found["sar"] = check_pairs(pairs, area)
        elif family.form == "scenes":
            scenes = scene_reader(sar.source).list_folder(sar.folder, exclude=sar.exclude_dates)
            found["sar"] = check_scenes(scenes, area)
    given = {name for name in ("ndvi", "lithology", "faults", "roads") if getattr(factors, name) is not None}
    given |= {"rivers"} if factors.rivers is not None else set()
    found["left_out"] = sorted({"ndvi", "lithology", "faults", "roads", "rivers"} - given)
    return found
