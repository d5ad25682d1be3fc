"""Files of a run that are damaged later: found by the next step that reads them, named, and made anew once deleted."""

import os
import shutil

import numpy as np
import pytest

from scarpwatch.finished_files import RECORDS, is_whole, record_of

from .conftest import SMALL, copy_project

TINY = {
    "demo": {"scenes": 4, "size_km": 6, "landslides": 40, "landslide_units": 30},
    "inversion": {"reference_scenes": 4},
    "models": {"trees": 10, "algorithms": ["lightgbm"], "control_seeds": 2},
}
UNTIL = "2024-04-12"
# A file of each kind of intermediate, and a rule that reads it.
READERS = {
    "results/stack/slc/20240107.tif": "form_interferogram",
    "results/pairs/unwrapped/20240107_20240212.tif": "invert_network",
    "results/stack/geometry/height.tif": "mask_quality",
    "results/stack/reference.json": "close_triplets",
    f"results/{UNTIL}/network.tsv": "invert_network",
    f"results/{UNTIL}/deformation/timeseries.nc": "estimate_velocity",
    f"results/{UNTIL}/factors.parquet": "train_model",
    "results/units/slope_units.gpkg": "tabulate_factors",
    f"results/{UNTIL}/models/lightgbm/model/model.txt": "explain_scores",
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A project whose run has ended."""
    project = copy_project(tmp_path_factory.mktemp("damage"))
    project.write_config(SMALL, TINY)
    project.snakemake()
    return project


def products(project):
    return [
        path
        for path in sorted((project.folder / "results").rglob("*"))
        if path.is_file()
        and RECORDS not in path.parts
        and "logs" not in path.parts
        and not path.name.startswith(".")
    ]


def flip(path, place):
    times = path.stat()
    with open(path, "r+b") as stream:
        stream.seek(place // 8)
        byte = stream.read(1)[0]
        stream.seek(place // 8)
        stream.write(bytes([byte ^ 1 << place % 8]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.slow
def test_every_product_has_a_record_and_every_flipped_bit_of_every_kind_is_found(finished):
    files = products(finished)
    assert [path for path in files if not record_of(path).is_file()] == []
    kinds = {(path.parent.name, path.suffix): path for path in files}
    rng = np.random.default_rng(0)
    for path in kinds.values():
        for place in rng.integers(0, 8 * path.stat().st_size, 200):
            flip(path, int(place))
            assert not is_whole(path), path
            flip(path, int(place))
        assert is_whole(path)
    print(f"{len(kinds)} kinds of {len(files)} files, 200 flips each: all found")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["flipped", "truncated"])
def test_damage_ends_the_step_that_reads_it_and_what_is_deleted_is_made_anew(finished, kind):
    for name, reader in READERS.items():
        path = finished.folder / name
        content, times = path.read_bytes(), path.stat()
        if kind == "flipped":
            flip(path, 4 * len(content))
        else:
            path.write_bytes(content[: len(content) // 2])
        printed = finished.snakemake("--forcerun", reader, "--until", reader, check=False)
        message = next(line for line in printed.splitlines() if "DamagedFileError" in line)
        folder = path.parent if path.parent.name == "model" else None
        cure = f"Delete the folder {folder.relative_to(finished.folder)} and" if folder else "Delete it"
        assert name in message and cure in message, printed
        assert "Traceback" not in printed
        path.write_bytes(content)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    shutil.rmtree(folder)  # the last one's
    finished.snakemake()
    assert path.is_file()
    assert all(is_whole(path) for path in products(finished))
    assert "Nothing to be done" in finished.snakemake()
