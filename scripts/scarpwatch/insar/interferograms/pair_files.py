"""The files of pairs: formed from their images, unwrapped, and written."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader
from rasterio.windows import Window

from scarpwatch.conventions import INTERFEROGRAM_SIGN
from scarpwatch.grids.grid import Grid, open_raster, write_raster
from scarpwatch.insar.interferograms.coding import (
    NODATA,
    code_counts,
    coherence_tags,
    decode_coherence,
    encode_coherence,
)
from scarpwatch.insar.interferograms.formation import Complex, Read, form_strips
from scarpwatch.insar.interferograms.unwrapping import unwrap_phase

log = logging.getLogger(__name__)
KINDS = ("coherence", "unwrapped", "components")
"""Files of a pair."""


class Pair(NamedTuple):
    """A pair that is formed: its interferogram, the codes of its coherence, and the tags of its files."""

    interferogram: Complex
    codes: NDArray[np.uint8]
    tags: dict[str, Any]


def pair_tags(first: Mapping[str, str], second: Mapping[str, str], looks: tuple[int, int]) -> dict[str, Any]:
    """Tags of the files of a pair, from those of its two images."""
    baselines = [float(tags["PERPENDICULAR_BASELINE_M"]) for tags in (first, second)]
    return {
        "REFERENCE_DATE": first["DATE"],
        "SECONDARY_DATE": second["DATE"],
        "WAVELENGTH_M": first["WAVELENGTH_M"],
        "PERPENDICULAR_BASELINE_M": baselines[1] - baselines[0],
        "LOOKS": looks[0] * looks[1],
        "SENSOR": first.get("SENSOR", ""),
    }


def form_pairs(references: Sequence[str], secondary: str, looks: tuple[int, int]) -> list[Pair]:
    """The pairs of one image with earlier ones, all flattened, over the whole scene; memory of 9 bytes per cell and pair."""
    with ExitStack() as opened:
        later, *earlier = (opened.enter_context(open_raster(path)) for path in (secondary, *references))
        strips = form_strips([_reader(image) for image in earlier], _reader(later), later.shape, looks)
        parts = [
            [(formed.interferogram, encode_coherence(formed.coherence)) for formed in strip]
            for _, strip in strips
        ]
        tags = [pair_tags(image.tags(), later.tags(), looks) for image in earlier]
    found = []
    for strips_of_pair, of_pair in zip(zip(*parts, strict=True), tags, strict=True):
        interferograms, codes = zip(*strips_of_pair, strict=True)
        found.append(Pair(np.concatenate(interferograms), np.concatenate(codes), of_pair))
    return found


def _reader(image: DatasetReader) -> Read:
    def read(window: Window) -> Complex:
        values: Complex = image.read(1, window=window)
        return values

    return read


def write_interferogram(path: str, pair: Pair, grid: Grid) -> None:
    """Write the wrapped interferogram of a pair."""
    tags = {**pair.tags, "UNITS": "rad", "SIGN": INTERFEROGRAM_SIGN}
    write_raster(path, pair.interferogram, grid, nodata=0, tags=tags)


def write_unwrapped(
    paths: Sequence[str],
    pair: Pair,
    grid: Grid,
    *,
    mask: NDArray[np.bool_] | None,
    goldstein_alpha: float,
    unwrapping: Mapping[str, Any],
) -> None:
    """Unwrap a pair and write its files.

    Parameters
    ----------
    paths : in the order of ``KINDS``
    mask : array (rows, columns), ``True`` where a pixel may be used; None for all
    unwrapping : that section of the config

    Raises
    ------
    ConfigError
        If the unwrapper is not installed.
    """
    phase, components = unwrap_phase(
        pair.interferogram,
        decode_coherence(pair.codes),
        looks=float(pair.tags["LOOKS"]),
        min_coherence=unwrapping["min_coherence"],
        goldstein_alpha=goldstein_alpha,
        mask=mask,
        method=unwrapping["method"],
    )
    share = (components > 0).mean()
    log.info(f"{name_of(pair)}: {share:.1%} of the pixels in {components.max()} components")
    counted = coherence_tags(code_counts(pair.codes))
    write_raster(paths[0], pair.codes, grid, nodata=NODATA, tags={**pair.tags, **counted})
    tags = {**pair.tags, "UNITS": "rad", "SIGN": INTERFEROGRAM_SIGN}
    write_raster(paths[1], phase, grid, tags=tags)
    write_raster(paths[2], components, grid, nodata=0, tags=tags)


def name_of(pair: Pair) -> str:
    """``YYYYMMDD_YYYYMMDD``."""
    return f"{pair.tags['REFERENCE_DATE']}_{pair.tags['SECONDARY_DATE']}"
