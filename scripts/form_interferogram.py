"""Form one interferogram: conjugate product of two flattened images, multilooked, with its coherence."""

from contextlib import ExitStack

import numpy as np

from scarpwatch.conventions import INTERFEROGRAM_SIGN
from scarpwatch.grids.grid import new_raster, open_raster, read_grid
from scarpwatch.insar.interferograms.coding import NODATA, code_counts, coherence_tags, encode_coherence
from scarpwatch.insar.interferograms.formation import form_strips
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    looks = tuple(snakemake.params.looks)
    grid = read_grid(snakemake.input.height)
    with ExitStack() as opened:
        images = [
            opened.enter_context(open_raster(path))
            for path in (snakemake.input.reference, snakemake.input.secondary)
        ]
        first, second = (image.tags() for image in images)
        common = {
            "REFERENCE_DATE": first["DATE"],
            "SECONDARY_DATE": second["DATE"],
            "WAVELENGTH_M": first["WAVELENGTH_M"],
            "PERPENDICULAR_BASELINE_M": float(second["PERPENDICULAR_BASELINE_M"])
            - float(first["PERPENDICULAR_BASELINE_M"]),
            "LOOKS": looks[0] * looks[1],
            "SENSOR": first.get("SENSOR", ""),
        }
        interferogram = opened.enter_context(
            new_raster(
                snakemake.output.interferogram,
                grid,
                dtype="complex64",
                nodata=0,
                tags={**common, "UNITS": "rad", "SIGN": INTERFEROGRAM_SIGN},
            )
        )
        coherence = opened.enter_context(
            new_raster(snakemake.output.coherence, grid, dtype="uint8", nodata=NODATA, tags=common)
        )
        reads = [lambda window, image=image: image.read(1, window=window) for image in images]
        counts = np.zeros(256, np.int64)
        for window, (formed,) in form_strips(reads[:1], reads[1], images[0].shape, looks):
            interferogram.write(formed.interferogram, 1, window=window)
            codes = encode_coherence(formed.coherence)
            coherence.write(codes, 1, window=window)
            counts += code_counts(codes)
        coherence.update_tags(**coherence_tags(counts))


if __name__ == "__main__":
    run_step(main, snakemake)
