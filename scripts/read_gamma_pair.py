"""Bring one ready interferogram of GAMMA into the project's sign and coding."""

import math
from pathlib import Path

import numpy as np

from scarpwatch.coding import NODATA, TAGS, encode_coherence
from scarpwatch.grid import write_raster
from scarpwatch.logs import run_step
from scarpwatch.products.gamma import SIGN, GammaPair, read_pair
from scarpwatch.products.gamma_geometry import BASELINE_SIGN, pair_baseline, view_area
from scarpwatch.products.gamma_parameters import read_acquisition
from scarpwatch.products.scenes import parse_date


def main(snakemake) -> None:
    """Read phase, coherence and baseline of one pair; write unwrapped phase, coherence and components."""
    files, backwards = snakemake.input, snakemake.params.backwards
    reference, secondary = (parse_date(text) for text in snakemake.wildcards.pair.split("_"))
    pair = GammaPair(reference, secondary, Path(files.unwrapped), Path(files.coherence), backwards=backwards)
    data = read_pair(pair)
    acquisition = read_acquisition(files.slc_par)
    lookup, image = getattr(files, "lookup", None), getattr(files, "mli_par", None)
    view = view_area(acquisition, data.grid.shape, lookup=lookup, mli_par=image)
    baseline = pair_baseline(getattr(files, "baseline", None), view, backwards=backwards)
    tags = {
        "REFERENCE_DATE": f"{reference:%Y%m%d}",
        "SECONDARY_DATE": f"{secondary:%Y%m%d}",
        "WAVELENGTH_M": acquisition.wavelength,
        "HEADING_DEG": math.degrees(acquisition.heading),
        "SENSOR": acquisition.sensor,
        "FLATTENED": "yes",
        "PERPENDICULAR_BASELINE_M": round(baseline, 3),
        "BASELINE_SIGN": BASELINE_SIGN,
        "SOURCE": pair.unwrapped.name,
    }
    if image:
        tags["LOOKS"] = read_acquisition(image).looks
    write_raster(
        snakemake.output.unwrapped,
        data.unwrapped,
        data.grid,
        descriptions=["unwrapped phase"],
        tags={**tags, "UNITS": "rad", "SIGN": SIGN},
    )
    write_raster(
        snakemake.output.coherence,
        encode_coherence(data.coherence),
        data.grid,
        nodata=NODATA,
        descriptions=["coherence"],
        tags={**tags, "UNITS": "1", **TAGS},
    )
    measured = np.isfinite(data.unwrapped)
    # The product has no connected components: all that is measured counts as one.
    write_raster(
        snakemake.output.components,
        measured.astype(np.uint16),
        data.grid,
        nodata=0,
        descriptions=["connected component; the product has none, so 1 where measured"],
        tags=tags,
    )
    print(f"{pair.name}: {measured.mean():.1%} measured, perpendicular baseline {baseline:.1f} m")
    print(f"mean coherence {np.nanmean(data.coherence):.2f}, from {pair.unwrapped}")


if __name__ == "__main__":
    run_step(main, snakemake)
