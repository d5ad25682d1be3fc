"""Form one interferogram: conjugate product, flattened where needed, multilooked, with its coherence."""

from scarpwatch.conventions import INTERFEROGRAM_SIGN
from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import NODATA, TAGS, encode_coherence
from scarpwatch.insar.interferograms.formation import form_interferogram, pair_flattening
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    paths = (snakemake.input.reference, snakemake.input.secondary)
    tags = [read_tags(path) for path in paths]
    looks = tuple(snakemake.params.looks)
    images = [read_raster(path) for path in paths]
    phasor = None  # of a stack that is flattened already
    if tags[0].get("FLATTENED", "yes") == "no":
        phasor = pair_flattening(tags, *(read_raster(path)[0] for path in snakemake.input.geometry))
    interferogram, coherence = form_interferogram(images[0][0], images[1][0], phasor, looks)
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
