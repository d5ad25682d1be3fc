"""Write the styles with which QGIS opens the deformation rasters."""

from scarpwatch.gis.layers import raster_style
from scarpwatch.styles.sidecars import write_style
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``rasters``, of which ``roles`` tells what they are; write ``styles`` beside them."""
    for path, role in zip(snakemake.input.rasters, snakemake.params.roles, strict=True):
        write_style(path, raster_style(path, role))


if __name__ == "__main__":
    run_step(main, snakemake)
