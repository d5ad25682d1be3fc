"""What a ready table says of its units apart from factors: landslides in them, their area, and which factor is the slope."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.config.susceptibility.table import AreaUnit
from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.text import is_blank
from scarpwatch.inputs.tables.values import read_numbers, row_words

SQUARE_METRES: dict[AreaUnit, float] = {"m2": 1.0, "ha": 1e4, "km2": 1e6}

LIKE_OUTLINE = 2.0
"""The area of a column and that of the outlines differ by no more than this factor, in the median: the surface of a slope
exceeds its plan, and a wrong unit is a factor of 100 at least."""

TRUTH = {"true": 1, "false": 0}


def read_landslide_counts(column: pd.Series, name: str, path: Path) -> tuple[NDArray[np.int64], list[str]]:
    """Landslides per unit, from counts or from yes and no.

    Parameters
    ----------
    column : whole numbers from 0 on, or true and false, also as text

    Returns
    -------
    counts : int64 array (units,)
    notes : a sentence where they are more than yes and no

    Raises
    ------
    InputError
        If a row is blank, or says something else.
    """
    said = column.astype("string").str.strip().str.casefold()
    said = said.mask(said.isin(list(TRUTH)), said.map(TRUTH).astype("string"))
    whole = said.str.extract(r"^(\d{1,9})(?:\.0*)?$")[0]
    bad = whole.isna().to_numpy(bool)
    if bad.any():
        value = str(column.to_numpy()[bad.argmax()])
        says = "is blank" if is_blank(column)[bad.argmax()] else f"says {value!r}"
        raise InputError(
            path,
            f"the label column {name!r} {says} ({row_words(bad)})",
            "It must be the number of landslides of the unit, or 1 (or true) with a landslide and 0 (or false) "
            "without, in every row",
        )
    counts = whole.to_numpy(np.int64)
    if counts.max(initial=0) <= 1:
        return counts, []
    slid = counts[counts > 0]
    note = (
        f"column {name!r} is taken as numbers of landslides: {int(slid.sum()):,} in {slid.size:,} units, at most "
        f"{int(slid.max()):,} in one; a unit with any is a landslide unit"
    )
    if slid.size > 10 and np.unique(slid).size == slid.size:
        note += ". No two of them have the same number, as ids of landslides would"
    return counts, [note]


def read_areas(
    column: pd.Series, name: str, unit: AreaUnit, path: Path, outlines_m2: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], list[str]]:
    """Area of the units.

    Parameters
    ----------
    unit : of the column
    outlines_m2 : array (units,), optional
        Area within the units' own outlines.

    Returns
    -------
    area_m2 : float64 array (units,)
    notes : what is doubtful in them, and how far they are from those of the outlines

    Raises
    ------
    InputError
        If a unit has no area above 0, or the outlines say that the unit of the column is another.
    """
    values, notes = read_numbers(column, name, path)
    bad = ~(values > 0)
    if bad.any():
        raise InputError(
            path,
            f"column {name!r} (units.table.area) has units without an area above 0 ({row_words(bad)})",
            "Complete it, or set units.table.area to null",
        )
    area = values * SQUARE_METRES[unit]
    if outlines_m2 is None:
        return area, notes
    ratio = float(np.median(area / outlines_m2))
    if not 1 / LIKE_OUTLINE <= ratio <= LIKE_OUTLINE:
        raise InputError(
            path,
            f"the areas of column {name!r}, read as {unit}, are {ratio:.3g} times those of the units' outlines "
            "(median)",
            "Correct units.table.area_unit (m2, ha or km2), or set units.table.area to null: the outlines have areas "
            "of their own",
        )
    if abs(ratio - 1) > 0.01:
        notes.append(f"these areas are {ratio:.3g} times those of the units' outlines (median)")
    return area, notes


def slope_notes(slope: NDArray[np.float64], name: str, path: Path, *, asked: bool) -> list[str]:
    """What is doubtful in the column that is taken for the slope.

    Parameters
    ----------
    slope : array (units,)
    asked : whether the config names it; else its name says what it is

    Raises
    ------
    InputError
        If the config names it, and it is no slope in degrees.
    """
    bad = (slope < 0) | (slope > 90)
    if bad.any() and asked:
        raise InputError(
            path,
            f"column {name!r} (units.table.slope) holds {slope[bad.argmax()]:g}, which is no slope in degrees "
            f"({row_words(bad)})",
            "Give a column in degrees from 0 to 90, or set units.table.slope to null",
        )
    if bad.any():
        return [
            f"column {name!r} is named as a slope and holds {slope[bad.argmax()]:g}, which is none in degrees: skill is "
            "not told without flats"
        ]
    if np.nanmax(slope) <= np.pi / 2:
        return [
            f"column {name!r} is named as a slope, and its largest value is {np.nanmax(slope):.3g}, as in radians or as "
            "a tangent: in degrees, everything is flat"
        ]
    return []
