"""A value per unit on the cells of the units."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def spread_over_units(
    units: NDArray[np.integer], unit_ids: NDArray[np.integer], values: NDArray[Any]
) -> NDArray[Any]:
    """A value per unit put on the cells of the units; NaN where there is no unit (label 0), or one without a value.

    Parameters
    ----------
    units : array (rows, columns)
        Unit labels, 0 = outside.
    unit_ids : array (n,)
    values : floating array (n,)

    Returns
    -------
    array (rows, columns) of the type of ``values``
    """
    lookup = np.full(int(max(units.max(initial=0), np.max(unit_ids, initial=0))) + 1, np.nan, values.dtype)
    lookup[unit_ids] = values
    lookup[0] = np.nan
    return lookup[units]
