"""Checks of a folder of ready interferograms, the same for all families."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.dates import date_name
from scarpwatch.errors import InputError, ScarpWatchError, raise_first
from scarpwatch.files.same_files import require_different
from scarpwatch.grids.grid import Grid, row_blocks
from scarpwatch.inputs.rasters.checks import Area, check_complete, check_overlap, has_values
from scarpwatch.sentinel1.baseline_checks import pair_notes
from scarpwatch.stacks.common_grid import area_bounds, offset, overlaps, stack_grid
from scarpwatch.stacks.families import pair_reader
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.listing import PairListing
from scarpwatch.stacks.readers import Facts, Geometry, PairData, PairReader, satellites

# What each layer of the geometry may hold: a wrong unit shows here.
RANGES = {
    "height": (-500.0, 9000.0, "metres"),
    "incidence": (0.05, 1.5, "radians"),
    "slant_range": (1e5, 2e6, "metres"),
    "latitude": (-90.0, 90.0, "degrees"),
    "longitude": (-180.0, 360.0, "degrees"),
}
_HEADING_DEG = 5.0  # the heading of one track changes by less over a scene
_LOW_COHERENCE = 0.4  # bytes of 0 to 100 taken for 0 to 255 reach no more than 0.39
_WHOLE, _NOTED_SHARE = 0.9999, 0.01  # a coherence of 1, and the share of the cells from which it is told
# Phase that is one number to the last digit: its share, of at least so many cells, and by how much less coherent it is.
_MOST_CELLS = 1_000_000
_ALIKE_SHARE, _FEW_CELLS, _LESS_COHERENT = 0.02, 100, 0.1
_SAMPLE = 64  # rows and columns of the geometry that is looked at beforehand


def check_pairs(listing: PairListing, area: Area) -> dict[str, Any]:
    """Check what the headers and a sample of the pixels say; return what was found.

    A pair without any measurement, or beside the area, is no error: it is named in ``unusable`` with the
    reason, and the network leaves it out.

    Raises
    ------
    InputError
        For the first fault, naming the other pairs that have one: a file that is truncated or cannot be
        read, another wavelength, track or lattice than the first pair's, coherence or angles in another
        unit; if two pairs have one and the same phase, no pair overlaps the area or none is usable.
    """
    reader = pair_reader(listing.family)
    facts = _read_facts(listing, reader)
    base, crs = _require_one_lattice(listing, facts)
    grid = stack_grid(base.grid, area_bounds(area.dem, crs), where=listing.folder)
    unusable = _unusable(listing, facts, grid)
    usable = [pair for pair in listing.pairs if pair.name not in unusable]
    if not usable:
        reason = next(iter(unusable.values()))
        raise InputError(
            listing.folder,
            f"none of the {len(listing.pairs)} pairs is usable; of {listing.pairs[0].name}: {reason}",
            "Give products and DEM of the same area; make the products again if they are empty.",
        )
    require_different({pair.name: pair.files["unwrapped"] for pair in usable})
    # The scale is the same in all pairs of a maker; each is looked at again when it is read.
    notes = [*listing.notes, *_measurement_notes(usable[0].name, reader.read_pair(usable[0]))]
    sample = _sample(facts[usable[0].name].grid, grid)
    check_layers(reader.read_geometry(listing.geometry, *sample), where=listing.folder)
    edges = list(zip(*(facts[pair.name].grid.bounds for pair in usable), strict=True))
    extent = min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])
    baselines = [facts[pair.name].perpendicular_baseline_m for pair in listing.pairs]
    days = [(date_name(pair.reference), date_name(pair.secondary)) for pair in listing.pairs]
    notes += pair_notes([(*pair, baseline) for pair, baseline in zip(days, baselines, strict=True)])
    dates = listing.dates
    return {
        "source": listing.family,
        "scenes": len(dates),
        "pairs": len(listing.pairs),
        "first_date": str(dates[0]),
        "last_date": str(dates[-1]),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "crs": crs.to_string(),
        "cell": [round(side, 9) for side in base.grid.cell_size],
        "wavelength_m": round(base.wavelength_m, 6),
        "heading_deg": None if math.isnan(base.heading_deg) else round(base.heading_deg, 3),
        "sensor": satellites(facts[pair.name] for pair in usable),
        "track": base.track,
        "baselines_known": sum(map(math.isfinite, baselines)),
        "coverage": round(check_overlap(listing.folder, crs, extent, area), 4),
        "unusable": unusable,
        "notes": notes,
    }


def _read_facts(listing: PairListing, reader: PairReader) -> dict[str, Facts]:
    """Headers of every pair, by name, whose files are all complete."""
    faults: list[ScarpWatchError] = []
    facts: dict[str, Facts] = {}
    for pair in listing.pairs:
        try:
            for path in pair.files.values():
                if path.lower().endswith(".tif"):
                    check_complete(path)
            facts[pair.name] = reader.read_facts(pair)
        except ScarpWatchError as error:
            faults.append(error)
    raise_first(faults)
    return facts


def _require_one_lattice(listing: PairListing, facts: Mapping[str, Facts]) -> tuple[Facts, CRS]:
    """Headers and CRS of the first pair, which all others fit: lattice, wavelength and track."""
    first = listing.pairs[0]
    base = facts[first.name]
    if base.grid.crs is None:
        raise InputError(
            first.files["unwrapped"],
            "it does not say which coordinate system it is in",
            "Give geocoded interferograms.",
        )
    faults: list[ScarpWatchError] = []
    for pair in listing.pairs:
        try:
            offset(facts[pair.name].grid, base.grid, where=pair.files["unwrapped"])
            require_alike(pair.files["unwrapped"], facts[pair.name], first.name, base)
        except ScarpWatchError as error:
            faults.append(error)
    raise_first(faults)
    return base, base.grid.crs


def _unusable(listing: PairListing, facts: Mapping[str, Facts], grid: Grid) -> dict[str, str]:
    """Pairs without a measurement on the stack's grid, and why."""
    unusable: dict[str, str] = {}
    for pair in listing.pairs:
        if not overlaps(facts[pair.name].grid, grid, where=pair.files["unwrapped"]):
            unusable[pair.name] = "it does not overlap the DEM"
            continue
        part = _shared_part(facts[pair.name].grid, grid)
        for layer in ("unwrapped", "coherence"):
            if layer in pair.files and pair.name not in unusable and not has_values(pair.files[layer], part):
                what = "phase" if layer == "unwrapped" else "coherence"
                unusable[pair.name] = f"all its {what} over the DEM is zero or no data"
    return unusable


def _measurement_notes(name: str, data: PairData) -> list[str]:
    """Notes on coherence and phase of a pair that may stand for no data, or be in another scale."""
    coherence = data.coherence
    best = float(np.nanmax(coherence, initial=0))
    notes = []
    whole = float((coherence[np.isfinite(coherence)] >= _WHOLE).mean()) if best else 0.0
    if whole >= _NOTED_SHARE:
        notes.append(
            f"{whole:.1%} of the coherence of {name} is exactly 1 (255 in bytes), as no estimate is: if that "
            "stands for no data, declare it in the files"
        )
    value, alike = _filled(data.unwrapped, coherence)
    if alike >= _ALIKE_SHARE:
        notes.append(
            f"{alike:.1%} of the phase of {name} is exactly {value:g}, as no measurement is: if that stands "
            "for no data (zeros that a reference was taken off, a gap that was filled), set it to 0 or NaN"
        )
    if best < _LOW_COHERENCE:
        notes.append(
            f"the highest coherence of {name} is {best:.2f}: if it was stored as 0 to 100, give it as 0 to 1"
        )
    return notes


def check_layers(geometry: Geometry, *, where: str | Path) -> None:
    """Refuse geometry in a wrong unit, or without any use.

    Raises
    ------
    InputError
        If a layer has no value or one that cannot be, all is in layover or shadow, or the look vector is not of length 1.
    """
    for name, (low, high, unit) in RANGES.items():
        if name == "height" or name not in geometry.layers:
            continue
        values = geometry.layers[name]
        least, most = (float(reduce(values, axis=None)) for reduce in (np.fmin.reduce, np.fmax.reduce))
        if not (low <= least and most <= high):  # also where nothing is known
            span = f"from {least:g} to {most:g}" if math.isfinite(least) else "nowhere known"
            raise InputError(
                where,
                f"the {name.replace('_', ' ')} of the products is {span}, where {low:g} to {high:g} {unit} can be",
                f"Give it in {unit}: the product may have been changed or converted.",
            )
    distorted = geometry.layers.get("layover_shadow")
    if distorted is not None and not (distorted == 0).any():
        raise InputError(
            where,
            "every cell over the area is in layover or shadow by the mask of the products, or outside of it",
            "Give products and DEM of the same area; leave a mask out that holds nothing.",
        )
    parts = [geometry.layers[name] for name in LOOK if name in geometry.layers]
    for window in row_blocks(geometry.grid.shape) if parts else ():  # in blocks, for the layers may be large
        length = np.sqrt(sum(np.square(part[window.toslices()], dtype=np.float64) for part in parts))
        if np.nanmax(np.abs(length - 1), initial=0) > 0.02:
            raise InputError(
                where,
                f"the look vector's length goes up to {np.nanmax(length):.3g}, and it is a unit vector",
                "Check the layers of the look direction: angles in radians, or parts of a unit vector.",
            )


def require_alike(path: str, facts: Facts, first: str, base: Facts) -> None:
    """Refuse a product of another wavelength, polarisation or track than the first.

    Parameters
    ----------
    path, facts : the product's file and headers
    first, base : the first product's name and headers

    Raises
    ------
    InputError
    """
    if not abs(facts.wavelength_m / base.wavelength_m - 1) <= 1e-3:  # also where one is not a number
        raise InputError(
            path,
            f"its wavelength is {100 * facts.wavelength_m:.3f} cm, and that of {first} is "
            f"{100 * base.wavelength_m:.3f} cm",
            "Use products of one sensor.",
        )
    turned = abs((facts.heading_deg - base.heading_deg + 180) % 360 - 180)
    if turned > _HEADING_DEG:  # False where one is not known
        raise InputError(
            path,
            f"its satellite flew towards {facts.heading_deg:.1f} degrees from north, and that of {first} towards "
            f"{base.heading_deg:.1f}",
            "Use one track at a time: put the products of each in a folder of its own.",
        )
    if facts.polarisation and base.polarisation and facts.polarisation != base.polarisation:
        raise InputError(
            path,
            f"it is of {facts.polarisation}, and {first} of {base.polarisation}",
            "Use one polarisation: put the products of each in a folder of its own.",
        )
    if facts.track and base.track and facts.track != base.track:
        raise InputError(
            path,
            f"it is of {facts.track}, and {first} of {base.track}",
            "Use one track at a time: put the products of each in a folder of its own.",
        )


def _filled(phase: NDArray[np.floating], coherence: NDArray[np.floating]) -> tuple[float, float]:
    """The value that most cells share to the last digit, and their share of the known ones.

    The share is 0 where these cells are as coherent as the others: simulated ground may well stand still.
    """
    step = max(1, int(np.sqrt(phase.size / _MOST_CELLS)))  # a part tells as much
    phase, coherence = phase[::step, ::step], coherence[::step, ::step]
    known = np.isfinite(phase) & np.isfinite(coherence)
    if np.count_nonzero(known) < _FEW_CELLS:
        return float("nan"), 0.0
    values, counts = np.unique(phase[known], return_counts=True)
    value = float(values[counts.argmax()])
    alike = known & (phase == value)
    share = float(alike.sum() / known.sum())
    if share == 1 or np.median(coherence[alike]) > np.median(coherence[known & ~alike]) - _LESS_COHERENT:
        return value, 0.0
    return value, share


def _shared_part(product: Grid, grid: Grid) -> Window:
    """The window of a product that lies on the stack's grid."""
    row, column = offset(product, grid, where="")
    top, left = max(0, -row), max(0, -column)
    bottom = min(product.shape[0], grid.shape[0] - row)
    right = min(product.shape[1], grid.shape[1] - column)
    return Window(left, top, right - left, bottom - top)


def _sample(product: Grid, grid: Grid) -> tuple[Grid, NDArray[np.float32]]:
    """A small part from the middle of what a product covers of the stack's grid, with heights of 0."""
    row, column = offset(product, grid, where="")
    ends = [
        (max(0, start), min(size, start + own))
        for start, size, own in zip((row, column), grid.shape, product.shape, strict=True)
    ]
    (top, height), (left, width) = (
        ((low + high - min(_SAMPLE, high - low)) // 2, min(_SAMPLE, high - low)) for low, high in ends
    )
    part = grid.part(Window(left, top, width, height))
    return part, np.zeros(part.shape, np.float32)
