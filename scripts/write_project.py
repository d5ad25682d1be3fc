"""Write the project with which QGIS opens all maps of an assessment, grouped and styled."""

from scarpwatch.gis.archive import write_archive
from scarpwatch.gis.packaged import packaged_layers, project_place, tell_origin
from scarpwatch.gis.project import project_document
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``files``, of which ``listed`` tells what they are; write ``project``."""
    params, project = snakemake.params, snakemake.output.project
    groups = packaged_layers(snakemake.input.files, params.listed, project)
    crs, extent = project_place(snakemake.input.files)
    title = f"{params.provenance['AREA']}, {snakemake.wildcards.assessment}"
    text = project_document(title, groups, crs, extent, tell_origin(params.provenance))
    write_archive(project, {"scarpwatch.qgs": text.encode("utf-8")})
    log.info(f"{sum(len(group.members) for group in groups)} groups and layers in {len(groups)} groups")


if __name__ == "__main__":
    run_step(main, snakemake)
