"""Form one interferogram: conjugate product, flattened where needed, multilooked, with its coherence."""

import numpy as np

from scarpwatch.conventions import INTERFEROGRAM_SIGN
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import NODATA, TAGS, encode_coherence
from scarpwatch.insar.interferograms.formation import flattening_phasor, form_interferogram, range_difference
from scarpwatch.workflow.logs import run_step


def flattening(snakemake, tags):
    """Phasor that flattens the pair, or ``None`` for a stack that is flattened already."""
    if tags[0].get("FLATTENED", "yes") != "no":
        return None
    for t in tags:
        if not np.isfinite([float(t["PERPENDICULAR_BASELINE_M"]), float(t["PARALLEL_BASELINE_M"])]).all():
            raise InputError(
                f"the scene of {t['DATE']}",
                "its baseline is not known, and a stack that is not flattened needs both of its components",
                "Give perpendicular_baseline_m and parallel_baseline_m of every scene in the table.",
            )
    slant_range, look_angle = (read_raster(path)[0] for path in snakemake.input.geometry)
    seen = [
        range_difference(
            slant_range,
            look_angle,
            perpendicular=float(t["PERPENDICULAR_BASELINE_M"]),
            parallel=float(t["PARALLEL_BASELINE_M"]),
            reference_look_rad=float(t["REFERENCE_LOOK_RAD"]),
        )
        for t in tags
    ]
    return flattening_phasor(np.nan_to_num(seen[1] - seen[0]), float(tags[0]["WAVELENGTH_M"]))


def main(snakemake):
    paths = (snakemake.input.reference, snakemake.input.secondary)
    tags = [read_tags(path) for path in paths]
    looks = tuple(snakemake.params.looks)
    images = [read_raster(path) for path in paths]
    interferogram, coherence = form_interferogram(
        images[0][0], images[1][0], flattening(snakemake, tags), looks
    )
    _, grid = read_raster(snakemake.input.height)
    first, second = tags
    common = {
        "REFERENCE_DATE": first["DATE"],
        "SECONDARY_DATE": second["DATE"],
        "WAVELENGTH_M": first["WAVELENGTH_M"],
        "PERPENDICULAR_BASELINE_M": float(second["PERPENDICULAR_BASELINE_M"])
        - float(first["PERPENDICULAR_BASELINE_M"]),
        "LOOKS": looks[0] * looks[1],
        "SENSOR": first.get("SENSOR", ""),
    }
    write_raster(
        snakemake.output.interferogram,
        interferogram,
        grid,
        nodata=0,
        tags={**common, "UNITS": "rad", "SIGN": INTERFEROGRAM_SIGN},
    )
    write_raster(
        snakemake.output.coherence, encode_coherence(coherence), grid, nodata=NODATA, tags={**common, **TAGS}
    )


if __name__ == "__main__":
    run_step(main, snakemake)
