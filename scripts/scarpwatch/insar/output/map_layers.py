"""A block of the maps of the deformation, from the layers of a stack and its quality mask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.output.map_classes import NO_RATE, OUTSIDE, REMARKED
from scarpwatch.insar.output.quality_mask import (
    read_reasons,
    read_remarks,
    read_removed,
    reason_classes,
    reasons_on_map,
)
from scarpwatch.insar.output.quality_remarks import put_codes, remark_codes
from scarpwatch.insar.output.resampling import Place, measured_to_map

MEASURED = {  # map: (layer of the velocity's file, factor from metres, units)
    "rate": ("rate", 100, "cm/yr"),
    "rate_sigma": ("sigma", 100, "cm/yr"),
    "cumulative": ("cumulative", 100, "cm"),
    "temporal_coherence": ("temporal_coherence", 1, "1"),
}


class Quality(NamedTuple):
    """What a quality mask says of each pixel of the stack, arrays (rows, columns).

    Attributes
    ----------
    removed : whether any criterion removes the pixel
    codes : of the remarks; None without any
    reasons : what each criterion removes, array (criteria, rows, columns)
    names : of the criteria
    """

    removed: NDArray[np.bool_]
    codes: NDArray[np.float32] | None
    reasons: NDArray[np.uint8]
    names: list[str]


def read_quality(path: str | Path) -> Quality:
    """A quality mask, from its file."""
    return Quality(read_removed(path), remark_codes(read_remarks(path)), *read_reasons(path))


def map_kinds(criteria: Sequence[str], tags: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """How each map is created, by name, as keyword arguments of :func:`scarpwatch.grids.products.new_product`.

    Parameters
    ----------
    criteria : names of those of the quality mask
    tags : of all maps
    """
    kinds: dict[str, dict[str, Any]] = {
        name: {"dtype": "float32", "description": f"{name} ({units})", "tags": {**tags, "UNITS": units}}
        for name, (_, _, units) in MEASURED.items()
    }
    codes = {"dtype": "uint8", "tags": tags}
    why = {"description": "why there is no rate", "nodata": OUTSIDE, "classes": reason_classes(criteria)}
    kinds["remark"] = {**codes, "description": "remark", "nodata": NO_RATE, "classes": REMARKED}
    kinds["reasons"] = {**codes, **why}
    return kinds


def map_layers(
    layers: Mapping[str, NDArray[np.floating]], quality: Quality, place: Place, dem: NDArray[np.floating]
) -> dict[str, NDArray[Any]]:
    """Measured layers, remarks and reasons in a block of the map, by name.

    Parameters
    ----------
    layers : arrays (rows, columns) of the stack, for each map of ``MEASURED``
    place : function that puts a layer of the stack on the block
    dem : array (rows, columns) of the block, m; NaN where it ends

    Returns
    -------
    dict
        Those of ``MEASURED``, float32, NaN where there is none; ``remark`` and ``reasons``, uint8.
    """
    measured = measured_to_map(place, quality.removed, dem)
    maps: dict[str, NDArray[Any]] = {
        name: (factor * measured(layers[name])).astype(np.float32)
        for name, (_, factor, _) in MEASURED.items()
    }
    covered = np.isfinite(maps["rate"])
    maps["remark"] = put_codes(quality.codes, quality.removed, place, covered)
    maps["reasons"] = reasons_on_map(quality.reasons, place, covered, np.isfinite(dem))
    return maps
