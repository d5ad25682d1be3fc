"""Files of a run that are damaged later: found by the next step that reads them, named, and made anew once deleted."""

import contextlib
import os

import numpy as np
import pytest

from scarpwatch.files.finished import is_whole, record_of

from .runs import copy_of, products, require_equal, start, times

pytestmark = pytest.mark.robustness


@pytest.fixture(scope="module")
def project(undisturbed, tmp_path_factory):
    return copy_of(undisturbed.project, tmp_path_factory.mktemp("damage") / "project")


@contextlib.contextmanager
def same_time(path):
    """A failing disk changes no time; with a later one, Snakemake would run the readers again by itself."""
    status = path.stat()
    yield
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def flip(path, place):
    with same_time(path), open(path, "r+b") as stream:
        stream.seek(place // 8)
        byte = stream.read(1)[0]
        stream.seek(place // 8)
        stream.write(bytes([byte ^ 1 << place % 8]))


def test_every_product_has_a_record_and_every_flipped_bit_of_every_kind_is_found(project, tell):
    files = list(products(project).values())
    assert [path for path in files if not record_of(path).is_file()] == []
    kinds = {(path.parent.name, path.suffix): path for path in files}
    rng = np.random.default_rng(0)
    flips = missed = 0
    for path in kinds.values():
        for place in rng.integers(0, 8 * path.stat().st_size, times(10, 200)):
            flip(path, int(place))
            flips, missed = flips + 1, missed + is_whole(path)
            flip(path, int(place))
        assert is_whole(path)
    tell(f"{flips} flipped bits in {len(kinds)} kinds of {len(files)} files: {missed} not found")
    assert not missed


def test_damage_ends_the_step_that_reads_it_and_what_is_deleted_is_made_anew(project, undisturbed, tell):
    path = project.folder / "results" / "stack" / "reference.json"
    content = path.read_bytes()
    with same_time(path):
        path.write_bytes(content[: len(content) // 2])
    reader = ("--forcerun", "close_triplets", "--until", "close_triplets")
    printed = project.snakemake(*reader, check=False)
    message = next(line for line in printed.splitlines() if "DamagedFileError" in line)
    assert "results/stack/reference.json" in message and "Delete it" in message, printed
    assert "Traceback" not in printed
    path.unlink()
    # Until there, for whoever forces a step whose products nobody waits for has to ask for them again.
    run = start(project, "--until", "close_triplets")
    assert run.wait() == 0, run.text
    assert path.read_bytes() == content and is_whole(path)
    tell(
        f"half a file: told and, once deleted, made anew; {require_equal(project, undisturbed.digests)} products equal"
    )
