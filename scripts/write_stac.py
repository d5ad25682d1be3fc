"""Write the catalogue of the files of an assessment (STAC)."""

from pathlib import Path

from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.gis.catalogue import asset_records, collection_record
from scarpwatch.gis.packaged import project_place
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``files``, of which ``listed`` tells what they are, and ``quality`` of a dated assessment; write ``folder``."""
    source, params, folder = snakemake.input, snakemake.params, Path(snakemake.output.folder)
    quality = read_json(source.quality) if source.quality else {}
    about = {"digest": params.provenance["CONFIG_DIGEST"]}
    about |= {"first": quality["first_date"], "last": quality["last_date"]} if quality else {}
    assets = asset_records(source.files, params.listed, folder / "collection.json")
    place = project_place(source.files)
    collection, item = collection_record(
        params.provenance["AREA"], snakemake.wildcards.assessment, about, place, assets
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "collection.json", collection)
    write_json(folder / "item.json", item)
    log.info(f"{len(assets)} files")


if __name__ == "__main__":
    run_step(main, snakemake)
