"""Unwrapped pairs as files, made of a known displacement series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import ArrayLike, NDArray

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.interferograms.coding import NODATA, code_counts, coherence_tags, encode_coherence
from scarpwatch.insar.network.pairs import Pair

WAVELENGTH = 0.0555


def phases(
    displacement: NDArray[np.floating], dates: Sequence[str], pairs: Sequence[str]
) -> dict[str, NDArray]:
    """Phase of each pair (rad) of a series (dates, rows, columns) in m towards the satellite."""
    order = {day: number for number, day in enumerate(dates)}
    return {
        pair: phase_per_displacement(WAVELENGTH)
        * (displacement[order[pair[9:]]] - displacement[order[pair[:8]]])
        for pair in pairs
    }


def write_pairs(
    folder: Path,
    phase: Mapping[str, NDArray],
    *,
    coherence: ArrayLike | Mapping[str, NDArray] = 0.8,
    baselines: Mapping[str, float] | None = None,
    grid: Grid | None = None,
    looks: int = 16,
    components: Mapping[str, NDArray] | None = None,
) -> dict[str, Any]:
    """Write pairs, and a table of the network that uses them all.

    Gives the files by kind, in the order of the pairs, and the table as ``network``. Without ``components``,
    all that is measured of a pair is one.
    """
    files: dict[str, Any] = {"unwrapped": [], "coherence": [], "components": []}
    files["network"] = str(folder / "network.tsv")
    for pair, values in phase.items():
        tags = {
            "REFERENCE_DATE": pair[:8],
            "SECONDARY_DATE": pair[9:],
            "WAVELENGTH_M": WAVELENGTH,
            "LOOKS": looks,
        }
        if baselines:
            tags["PERPENDICULAR_BASELINE_M"] = baselines[pair[9:]] - baselines[pair[:8]]
        where = grid or Grid(None, Affine.identity(), values.shape)
        gamma = coherence[pair] if isinstance(coherence, Mapping) else coherence
        codes = encode_coherence(np.broadcast_to(gamma, values.shape))
        held = (components[pair] if components else np.isfinite(values)).astype(np.uint16)
        layers = {
            "unwrapped": (values.astype(np.float32), None, {}),
            "coherence": (codes, NODATA, coherence_tags(code_counts(codes))),
            "components": (held, 0, {}),
        }
        for kind, (layer, nodata, more) in layers.items():
            path = folder / kind / f"{pair}.tif"
            write_raster(path, layer, where, nodata=nodata, tags={**tags, **more})
            files[kind].append(str(path))
    write_network(folder / "network.tsv", phase)
    return files


def write_network(path: Path, pairs: Iterable[str], *, dropped: Collection[str] = ()) -> None:
    """Write a table of the network in which all pairs but those dropped are used."""
    lines = ["reference\tsecondary\tdays\tperpendicular_baseline_m\tmean_coherence\tused\treason\ttie_rad"]
    for pair in pairs:
        first, second = pair.split("_")
        used = "false" if pair in dropped else "true"
        lines.append(f"{first}\t{second}\t{Pair.parse(pair).days}\tnan\t0.8\t{used}\t\t")
    path.write_text("\n".join(lines) + "\n")
