"""Checks of a folder with a coregistered stack of SLCs, the same for all families."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from scarpwatch.errors import InputError, ScarpWatchError, raise_first
from scarpwatch.files.same_files import require_different
from scarpwatch.inputs.rasters.checks import Area, check_overlap
from scarpwatch.sentinel1.baseline_checks import date_notes
from scarpwatch.stacks.families import scene_reader
from scarpwatch.stacks.listing import SceneListing
from scarpwatch.stacks.pair_checks import require_alike
from scarpwatch.stacks.readers import Facts, satellites

# One grid written down twice agrees to the last digits; a line of Sentinel-1 takes 2e-3 s, a sample is 2.3 m.
_SAME_TIME_S = 1e-4
_SAME_RANGE_M = 0.1


def check_scenes(listing: SceneListing, area: Area, *, max_baseline_m: float | None = None) -> dict[str, Any]:
    """Check what the headers of a stack say; return what was found.

    Parameters
    ----------
    max_baseline_m : limit of the config on the perpendicular baseline of pairs

    Raises
    ------
    InputError
        For the first fault, naming the other files that have one: a file that cannot be read, another size,
        wavelength, track or first pixel than the first date's; if a layer of the geometry does not fit the images, two
        dates have one and the same image, or the stack does not overlap the area.
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
            _check_origin(path, facts[scene.name], next(iter(first.files.values())), base)
        except ScarpWatchError as error:
            faults.append(error)
    raise_first(faults)
    reader.check_geometry({**first.files, **listing.geometry})
    require_different({scene.name: next(iter(scene.files.values())) for scene in listing.scenes})
    crs, bounds = base.grid.crs, base.bounds
    coverage = None
    if crs is not None:
        coverage = check_overlap(listing.folder, crs, base.grid.bounds, area)
    elif bounds is not None:
        coverage = check_overlap(listing.folder, "EPSG:4326", bounds, area)
    baselines = [facts[scene.name].perpendicular_baseline_m for scene in listing.scenes]
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
        "sensor": satellites(facts.values()),
        "track": base.track,
        "baselines_known": sum(map(math.isfinite, baselines)),
        "coverage": None if coverage is None else round(coverage, 4),
        "notes": [*listing.notes, *date_notes(baselines, limit_m=max_baseline_m)],
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


def _check_origin(path: str, facts: Facts, first: str, base: Facts) -> None:
    """Two coregistrations can have one size: what tells them apart is where the reference's first pixel lies."""
    if facts.origin is None or base.origin is None:
        return
    apart = abs((facts.origin[0] - base.origin[0]).total_seconds())
    if apart <= _SAME_TIME_S and abs(facts.origin[1] - base.origin[1]) <= _SAME_RANGE_M:
        return
    raise InputError(
        path,
        f"it is coregistered to another reference, or cut otherwise, than {first}: the first pixel of its grid is "
        f"{_origin(facts.origin)}, and there {_origin(base.origin)}",
        "Coregister all dates to one reference, and cut all products in the same way.",
    )


def _origin(origin: tuple[datetime, float]) -> str:
    return f"{origin[0]:%Y-%m-%d %H:%M:%S.%f} at {origin[1]:.2f} m"
