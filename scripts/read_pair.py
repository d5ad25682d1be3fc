"""Convert one ready interferogram, of whatever family, to the project's sign, coding and grid."""

import numpy as np

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.grids.grid import read_grid, write_raster
from scarpwatch.insar.interferograms.coding import NODATA, code_counts, coherence_tags, encode_coherence
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.stacks.common_grid import place_on
from scarpwatch.stacks.families import pair_reader
from scarpwatch.stacks.listing import PairFiles
from scarpwatch.stacks.readers import pair_tags
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read phase, coherence and baseline of one pair; write unwrapped phase, coherence and components."""
    params = snakemake.params
    pair = PairFiles(
        *Pair.parse(snakemake.wildcards.pair), params.files, params.known, backwards=params.backwards
    )
    reader = pair_reader(params.family)
    facts, data = reader.read_facts(pair), reader.read_pair(pair)
    grid, where = read_grid(snakemake.input.grid), pair.files["unwrapped"]
    unwrapped, coherence = (
        place_on(values, data.grid, grid, fill=np.nan, where=where)
        for values in (data.unwrapped, data.coherence)
    )
    measured = np.isfinite(unwrapped)
    # Without connected components in the product all that is measured counts as one.
    components = measured.astype(np.uint16)
    if data.components is not None:
        components = place_on(data.components, data.grid, grid, fill=0, where=where)
    tags = pair_tags(pair, facts)
    if not measured.any():
        tags["UNUSABLE"] = "nothing is measured in the area"
        log.warning(f"{pair.name} is left out: {tags['UNUSABLE']}")
    codes = encode_coherence(coherence)
    for name, values, nodata, text, more in (
        ("unwrapped", unwrapped, None, "unwrapped phase", {"UNITS": "rad", "SIGN": PHASE_SIGN}),
        ("coherence", codes, NODATA, "coherence", {"UNITS": "1", **coherence_tags(code_counts(codes))}),
        ("components", components, 0, "connected component; 1 where the product has none", {}),
    ):
        write_raster(
            getattr(snakemake.output, name),
            values,
            grid,
            nodata=nodata,
            descriptions=[text],
            tags={**tags, **more},
        )
    log.info(
        f"{pair.name}: {measured.mean():.1%} measured, perpendicular baseline "
        f"{facts.perpendicular_baseline_m:.1f} m, from {where}"
    )
    if measured.any():
        log.info(f"mean coherence {np.nanmean(coherence):.2f}; sign in the product: {reader.SIGN}")


if __name__ == "__main__":
    run_step(main, snakemake)
