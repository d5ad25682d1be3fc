"""Convert one coregistered SLC to the project's layout: complex64 on the stack's grid, flattened, with its orbit in the tags."""

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import memory_blocks, new_raster, open_raster, read_grid, read_raster, read_tags
from scarpwatch.inputs.rasters.amplitudes import require_amplitude
from scarpwatch.insar.interferograms.flattening import flatten, require_baselines
from scarpwatch.workflow.logs import Step, run_step

BLOCK_MB, BYTES_PER_CELL = 400, 40  # image and geometry


def main(snakemake: Step) -> None:
    path, date, geometry = snakemake.input.scene, snakemake.wildcards.date, snakemake.input.geometry
    expected = read_grid(geometry[0])
    tags = {**read_tags(path), **snakemake.params.tags, "DATE": date, "NODATA": "0"}
    raw = tags.get("FLATTENED", "yes") == "no"
    if raw:
        require_baselines(tags, date)
    measured = False
    with (
        open_raster(path) as source,
        new_raster(
            snakemake.output.slc,
            expected,
            dtype="complex64",
            nodata=0,
            tags={**tags, "FLATTENED": "yes"} if raw else tags,
            compress="none",
        ) as target,
    ):
        if not source.dtypes[0].startswith("complex"):
            raise InputError(
                path, f"its values are {source.dtypes[0]}, not complex", "Export single-look complex images."
            )
        if source.shape != expected.shape:
            raise InputError(
                path,
                f"it has {source.shape} cells, the stack's geometry {expected.shape}",
                "Coregister all scenes to one grid.",
            )
        for window in memory_blocks(expected.shape, bytes_per_pixel=BYTES_PER_CELL, memory_mb=BLOCK_MB):
            values = read_raster(path, window=window)[0]
            require_amplitude(path, values)
            values = np.where(np.isfinite(values), values, 0).astype(np.complex64)
            if raw:
                flatten(values, tags, *(read_raster(layer, window=window)[0] for layer in geometry))
            measured |= bool(values.any())
            target.write(values, 1, window=window)
        if not measured:
            raise InputError(
                path, "every pixel is zero or no data", "Leave the date out with sar.exclude_dates."
            )


if __name__ == "__main__":
    run_step(main, snakemake)
