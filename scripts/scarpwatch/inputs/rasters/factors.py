"""Checks of rasters that are factors: numbers such as NDVI, and maps that are rasters of class codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.inputs.rasters.checks import (
    Area,
    check_complete,
    check_has_values,
    check_overlap,
    mask_notes,
    require_crs,
    window_over_area,
)
from scarpwatch.inputs.rasters.samples import known_share, odd_value_notes, require_one_band, value_counts
from scarpwatch.inputs.tables.values import HUGE

MOST_CLASSES = 255  # codes are one byte on the analysis grid, and 0 is no data
_OFTEN_NO_DATA = (0.0, 15.0, 127.0, 128.0, 255.0, 32767.0, 65535.0, 2147483647.0, 4294967295.0)
_NINES = (99.0, 999.0, 9999.0, 99999.0, 999999.0)


def check_factor_raster(path: Raster, area: Area, *, band: int = 1) -> dict[str, Any]:
    """Check a raster factor, of numbers or of codes, in one file or in tiles, and return its size, CRS and coverage of the area.

    Raises
    ------
    InputError
        If it cannot be read, is truncated, lacks a CRS, does not overlap the DEM, or is empty.
    """
    check_complete(path)
    with open_raster(path) as source:
        crs, grid = require_crs(source, path, "the factor"), grid_of(source)
        if "complex" in source.dtypes[band - 1]:
            raise InputError(
                path,
                f"its values are {source.dtypes[band - 1]}, not single numbers",
                "Give the factor itself.",
            )
        share = check_overlap(path, crs, grid.bounds, area)
        check_has_values(path, band)
        known = known_share(source, path, window_over_area(grid, area), band)
        notes = mask_notes(source, band, known)
    return {
        "file": ", ".join(str(file) for file in raster_files(path)),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "crs": crs.to_string(),
        "coverage": round(share * known, 4),
        **({"notes": notes} if notes else {}),
    }


def check_code_raster(
    path: Raster,
    area: Area,
    classes: Mapping[str, str] | None,
    *,
    listed_in: str,
    band: int | None = None,
    band_cure: str | None = None,
) -> dict[str, Any]:
    """Check a raster of class codes, by what lies over the area (of a large raster, by strips of it).

    Parameters
    ----------
    classes : from codes to class names, or None: every code is a class
    listed_in : key of the config that holds ``classes``, for messages
    band : None = the raster has one band only (and perhaps an alpha band)
    band_cure : what to do if it has several

    Returns
    -------
    dict
        As :func:`check_factor_raster`, with the codes found.

    Raises
    ------
    InputError
        As there; if there are several bands and none is chosen, codes that are not whole or negative ones that are not among
        ``classes``, or more than 255 codes without ``classes``, or none of the codes is among ``classes``.
    """
    found = check_factor_raster(path, area, band=band or 1)
    with open_raster(path) as source:
        if band is None:
            require_one_band(source, path, band_cure)
        values, numbers = value_counts(source, path, window_over_area(grid_of(source), area), band or 1)
    if not values.size:
        raise InputError(
            path, "no cell of it in the area has a class", "Check its nodata value and its mask."
        )
    words = [f"{value:.10g}" for value in values.tolist()]
    _refuse_codes(path, values, numbers, words, classes, listed_in)
    notes = [*found.pop("notes", []), *_code_notes(values, numbers, words, classes, listed_in)]
    return {**found, "values": words[:50], **({"notes": notes} if notes else {})}


def _refuse_codes(
    path: Raster,
    values: NDArray[np.float64],
    numbers: NDArray[np.integer],
    words: list[str],
    classes: Mapping[str, str] | None,
    listed_in: str,
) -> None:
    """Refuse codes that are no classes: fractions, numbers that stand for no data, or none that is listed."""
    listed = set(classes or {})
    broken = values % 1 != 0
    if broken.any() and not {word for word, odd in zip(words, broken, strict=True) if odd} <= listed:
        raise InputError(
            path,
            f"{numbers[broken].sum() / numbers.sum():.1%} of its cells hold codes that are not whole numbers, such as "
            f"{values[broken][0]:.6g}: codes were interpolated when it was warped",
            "Warp it again with nearest neighbours (`gdalwarp -r near`, `rio warp --resampling nearest`).",
        )
    negative = [
        word for word, value in zip(words, values.tolist(), strict=True) if value < 0 and word not in listed
    ]
    if negative:
        share = numbers[values < 0].sum() / numbers.sum()
        raise InputError(
            path,
            f"{share:.1%} of its cells hold the code {negative[0]}, which is no class but stands for no data",
            f"Declare it: `rio edit-info --nodata {negative[0]} {raster_files(path)[0]}`; or list it in {listed_in}.",
        )
    if values[-1] > HUGE:
        raise InputError(
            path,
            f"{numbers[values > HUGE].sum() / numbers.sum():.1%} of its cells hold {values[-1]:g}, which is no class but "
            "stands for no data",
            f"Declare it: `rio edit-info --nodata {values[-1]:.9g} {raster_files(path)[0]}`.",
        )
    if classes is None and len(values) > MOST_CLASSES:
        raise InputError(
            path,
            f"it has {len(values)} codes in the area, and a map has at most {MOST_CLASSES} classes",
            f"If it was warped, warp it again with nearest neighbours; else group its codes with {listed_in}.",
        )
    if classes is not None and not listed & set(words):
        raise InputError(
            path,
            f"none of its codes ({', '.join(words[:5])}, ...) is among {listed_in}",
            "Write the codes as the file has them.",
        )


def _code_notes(
    values: NDArray[np.float64],
    numbers: NDArray[np.integer],
    words: list[str],
    classes: Mapping[str, str] | None,
    listed_in: str,
) -> list[str]:
    """Notes on codes that may stand for no data, and on those that ``classes`` and the raster do not share."""
    listed = set(classes or {})
    shares = dict(zip(values.tolist(), (numbers / numbers.sum()).tolist(), strict=True))
    # 15 and the nines are codes like others, unless they are far beyond all of them.
    below = float(values[-2]) if values.size > 1 else float(values[-1])
    doubtful = [*_OFTEN_NO_DATA, *_NINES]
    suspects = [
        value
        for value in doubtful
        if value in shares
        and f"{value:.10g}" not in listed
        and (value not in (15.0, *_NINES) or (value == values[-1] and value > below + 1))
    ]
    notes = odd_value_notes({value: shares[value] for value in suspects}, "a class")
    unmatched = [key for key in classes or {} if key not in words]
    if unmatched:
        notes.append(f"no cell looked at in this area holds {', '.join(unmatched[:10])}, of {listed_in}")
    if classes is not None:
        rest = np.array([word not in listed for word in words])
        if rest.any():
            some = ", ".join(word for word, other in zip(words, rest, strict=True) if other)[:80]
            notes.append(
                f"{numbers[rest].sum() / numbers.sum():.1%} of its cells hold codes that are not among "
                f"{listed_in} ({some}), and are `others`"
            )
    return notes
