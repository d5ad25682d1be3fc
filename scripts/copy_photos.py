"""Copy the field photographs for the report: small, upright, without the camera's notes, with the unit of each."""

import geopandas as gpd

from scarpwatch.files.records import write_table
from scarpwatch.inputs.photo_copies import bytes_each, small_copy
from scarpwatch.inputs.photos import read_photos
from scarpwatch.units.photo_table import photo_table
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the ``photos`` of the parameter, their ``table`` and the ``polygons`` of the units where there are any; write the table with images."""
    source = snakemake.input
    photos, notes = read_photos(snakemake.params.folder, snakemake.params.photos, source.table or None)
    for note in notes:
        log.warning(note)
    copies = [small_copy(photo.path, bytes_each(len(photos))) for photo in photos]
    units = gpd.read_file(source.polygons) if source.polygons else None
    write_table(snakemake.output.table, photo_table(photos, copies, units))
    log.info(f"{len(copies)} photographs in {sum(len(each.content) for each in copies):,} bytes")


if __name__ == "__main__":
    run_step(main, snakemake)
