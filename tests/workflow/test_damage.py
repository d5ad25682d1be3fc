"""Files of a run that are damaged later: found by the next step that reads them, named, and made anew once deleted."""

import os

import numpy as np
import pytest

from scarpwatch.files.finished import RECORDS, is_whole, record_of

from .conftest import SMALL, copy_project

TINY = {
    "demo": {"scenes": 4, "size_km": 6, "landslides": 40, "landslide_units": 30},
    "inversion": {"reference_scenes": 4},
    "models": {"trees": 10, "algorithms": ["lightgbm"], "control_seeds": 2},
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
def test_damage_ends_the_step_that_reads_it_and_what_is_deleted_is_made_anew(finished):
    path = finished.folder / "results" / "stack" / "reference.json"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    reader = ("--forcerun", "close_triplets", "--until", "close_triplets")
    printed = finished.snakemake(*reader, check=False)
    message = next(line for line in printed.splitlines() if "DamagedFileError" in line)
    assert "results/stack/reference.json" in message and "Delete it" in message, printed
    assert "Traceback" not in printed
    path.unlink()
    finished.snakemake("--until", "close_triplets")
    assert path.read_bytes() == content and is_whole(path)
