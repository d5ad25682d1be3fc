"""Checks of a folder with a coregistered stack of SLCs, the same for all families."""

from __future__ import annotations

import math
from typing import Any

from scarpwatch.errors import InputError, ScarpWatchError, raise_first
from scarpwatch.products.families import scene_reader
from scarpwatch.products.listing import SceneListing
from scarpwatch.products.pair_checks import require_alike
from scarpwatch.products.raster_checks import Area, check_overlap
from scarpwatch.products.stack_data import Facts


def check_scenes(listing: SceneListing, area: Area) -> dict[str, Any]:
    """Check what the headers of a stack say; return what was found.

    Raises
    ------
    InputError
        For the first fault, naming the other files that have one: a file that cannot be read, another size,
        wavelength or track than the first date's; if the stack does not overlap the area.
    """
    reader = scene_reader(listing.family)
    faults: list[ScarpWatchError] = []
    facts: dict[str, Facts] = {}
    for scene in listing.scenes:
        try:
            facts[scene.name] = reader.read_facts(scene)
        except ScarpWatchError as error:
            faults.append(error)
    raise_first(faults)
    first = listing.scenes[0]
    base = facts[first.name]
    for scene in listing.scenes:
        path = next(iter(scene.files.values()))
        try:
            _check_size(path, facts[scene.name], base, first.name)
            require_alike(path, facts[scene.name], first.name, base)
        except ScarpWatchError as error:
            faults.append(error)
    raise_first(faults)
    crs, bounds = base.grid.crs, base.bounds
    coverage = None
    if crs is not None:
        coverage = check_overlap(listing.folder, crs, base.grid.bounds, area)
    elif bounds is not None:
        coverage = check_overlap(listing.folder, "EPSG:4326", bounds, area)
    return {
        "source": listing.family,
        "scenes": len(listing.scenes),
        "first_date": str(listing.dates[0]),
        "last_date": str(listing.dates[-1]),
        "rows": base.grid.shape[0],
        "columns": base.grid.shape[1],
        "crs": crs.to_string() if crs is not None else "radar geometry",
        "wavelength_m": round(base.wavelength_m, 6),
        "heading_deg": None if math.isnan(base.heading_deg) else round(base.heading_deg, 3),
        "sensor": base.sensor,
        "track": base.track,
        "baselines_known": sum(math.isfinite(fact.perpendicular_baseline_m) for fact in facts.values()),
        "coverage": None if coverage is None else round(coverage, 4),
        "notes": list(listing.notes),
    }


def _check_size(path: str, facts: Facts, base: Facts, first: str) -> None:
    if facts.grid.shape == base.grid.shape or base.grid.crs is not None:
        return  # dates in map geometry are cut to one grid
    raise InputError(
        path,
        f"its size is {facts.grid.shape[0]} x {facts.grid.shape[1]} and that of {first} is "
        f"{base.grid.shape[0]} x {base.grid.shape[1]}",
        "Coregister all dates to one grid.",
    )
