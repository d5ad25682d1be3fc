"""Close the triplets of pairs: count and repair unwrapping errors, flag pairs in doubt, map the phase bias."""

from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray
from rasterio.io import DatasetWriter
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED, TOWARDS
from scarpwatch.files.finished import atomic_path
from scarpwatch.files.json_files import to_text, write_json
from scarpwatch.grids.grid import PROCESS_MB, new_raster, write_raster
from scarpwatch.insar.closure.record import scene_record, write_pair_table
from scarpwatch.insar.closure.scene import close_scene, prepare_scene, scene_bias
from scarpwatch.insar.closure.stage import ClosureBlock
from scarpwatch.insar.interferograms.pair_stack import open_stack
from scarpwatch.insar.network.table import read_network, used_files, used_ties
from scarpwatch.insar.reference.record import read_reference
from scarpwatch.workflow.logs import Step, log, run_step

CYCLES = f"add to the referred unwrapped phase; {FLAGGED}: do not use the pair"
NONZERO, FLAGS = "share of triplets with an integer closure residual", "share of pairs that are in doubt"
BIAS = f"rate of the shortest pairs less that of the longest, {TOWARDS}"


def main(snakemake: Step) -> None:
    source, output, params = snakemake.input, snakemake.output, snakemake.params
    network, settings = read_network(source.network), params.closure
    kinds = ("unwrapped", "coherence", "components")
    unwrapped, coherence, components = (used_files(network, source[kind]) for kind in kinds)
    stack, reference = open_stack(unwrapped, coherence), read_reference(source.reference)
    grid, names = stack.grid, [pair.name for pair in stack.pairs]
    how = {"settings": settings, "memory_mb": snakemake.resources.block_mb - PROCESS_MB}
    scene = prepare_scene(stack, components, reference, used_ties(network), **how)
    with ExitStack() as files:

        def create(path: str, dtype: str, bands: Sequence[str], **tags: str) -> DatasetWriter:
            made = new_raster(path, grid, dtype=dtype, bands=len(bands), descriptions=bands, tags=tags)
            return files.enter_context(made)

        target = create(output.cycles, "int8", names, UNITS="cycles", MEANING=CYCLES)
        nonzero = create(output.nonzero_share, "float32", ["nonzero"], UNITS="1", MEANING=NONZERO)
        flagged = create(output.flagged_share, "float32", ["flagged"], UNITS="1", MEANING=FLAGS)

        def write(window: Window, cycles: NDArray[np.int8], block: ClosureBlock) -> None:
            target.write(cycles, window=window)
            nonzero.write(block.nonzero, 1, window=window)
            flagged.write(block.flagged, 1, window=window)

        closed = close_scene(scene, write, absolute=params.absolute, **how)
    bias = scene_bias(scene, closed, reference, absolute=params.absolute)
    record = scene_record(scene, closed, *bias)
    tags = {"UNITS": "cm/yr", "MEANING": BIAS}
    write_raster(output.phase_bias, np.stack(bias), grid, descriptions=["phase bias", "sigma"], tags=tags)
    write_json(output.summary, record)
    with atomic_path(output.pairs) as temporary, open(temporary, "w", newline="") as stream:
        write_pair_table(stream, names, closed.counts)
    log.info(to_text(record))


if __name__ == "__main__":
    run_step(main, snakemake)
