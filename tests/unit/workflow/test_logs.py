import errno
import logging
import re
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.workflow.logs import STAGES_SHOWN, log, run_step
from scarpwatch.workflow.step_faults import fault_in_log


def test_output_goes_to_the_log(tmp_path):
    path = tmp_path / "logs" / "step.log"
    run_step(lambda snakemake: print("twelve pairs"), SimpleNamespace(log=[str(path)]))
    assert path.read_text() == "twelve pairs\n"


def test_what_is_logged_has_time_and_level_and_what_others_note_is_left_out(tmp_path):
    path = tmp_path / "step.log"

    def main(snakemake):
        log.info("twelve pairs, 5% of them short")
        logging.getLogger("scarpwatch.insar").warning("one is left out")
        logging.getLogger("other.library").info("a detail")
        warnings.warn("odd values", RuntimeWarning, stacklevel=1)

    run_step(main, SimpleNamespace(log=[str(path)]))
    time = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    lines = path.read_text().splitlines()
    assert re.fullmatch(rf"{time} INFO twelve pairs, 5% of them short", lines[0])
    assert re.fullmatch(rf"{time} WARNING one is left out", lines[1])
    assert re.fullmatch(rf"{time} WARNING .*RuntimeWarning: odd values", lines[2])
    assert "a detail" not in path.read_text()
    before = path.read_text()
    log.warning("after the step")
    assert path.read_text() == before


def test_an_error_is_left_to_the_run_that_shows_stages(tmp_path, capfd, monkeypatch):
    def main(snakemake):
        raise InputError("dem.tif", "it has no CRS", "Assign one.")

    monkeypatch.setenv(STAGES_SHOWN, "1")
    with pytest.raises(SystemExit):
        run_step(main, SimpleNamespace(log=[str(tmp_path / "step.log")]))
    assert capfd.readouterr().err == ""
    assert fault_in_log(tmp_path / "step.log") == "InputError: dem.tif: it has no CRS. Assign one."
    with pytest.raises(SystemExit):  # there is no room for the log
        run_step(main, SimpleNamespace(log=["/dev/full"]))
    assert "it has no CRS" in capfd.readouterr().err


def test_an_error_for_people_is_shown_without_traceback(tmp_path, capfd):
    path = tmp_path / "step.log"

    def main(snakemake):
        raise InputError("dem.tif", "it has no CRS", "Assign one.")

    with pytest.raises(SystemExit) as stop:
        run_step(main, SimpleNamespace(log=[str(path)]))
    assert stop.value.code == 1
    assert path.read_text().endswith(" ERROR InputError: dem.tif: it has no CRS. Assign one.\n")
    assert "InputError: dem.tif: it has no CRS. Assign one." in capfd.readouterr().err


def test_another_error_leaves_its_traceback_in_the_log(tmp_path, capfd):
    path = tmp_path / "step.log"

    def main(snakemake):
        raise ZeroDivisionError("by chance")

    with pytest.raises(SystemExit):
        run_step(main, SimpleNamespace(log=[str(path)]))
    assert "Traceback" in path.read_text() and fault_in_log(path) == "ZeroDivisionError: by chance"
    assert "ZeroDivisionError: by chance (see" in capfd.readouterr().err


def test_a_panic_of_a_compiled_library_is_told_as_an_error(tmp_path, capfd):
    """Rust's panics come as a BaseException, which is no Exception."""
    import whirlwind

    path = tmp_path / "step.log"

    def main(snakemake):
        whirlwind.goldstein(np.ones((3, 3), np.complex64), 0.5, 32)

    with pytest.raises(SystemExit) as stop:
        run_step(main, SimpleNamespace(log=[str(path)]))
    assert stop.value.code == 1
    assert "Traceback" in path.read_text()
    assert "PanicException: " in (told := capfd.readouterr().err)
    assert f"(see {path})" in told


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_is_none(tmp_path, kind, capfd, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)

    def main(snakemake):
        raise kind

    with pytest.raises(kind):
        run_step(main, SimpleNamespace(log=[str(tmp_path / "step.log")]))
    if kind is KeyboardInterrupt:
        sys.excepthook(kind, kind(), None)  # as Python does at its end
    assert capfd.readouterr().err == ""


def test_a_step_checks_its_inputs_and_records_its_outputs(tmp_path, capfd):
    from scarpwatch.files.finished import atomic_path

    def main(snakemake):
        with atomic_path(tmp_path / "made.txt") as temporary:
            temporary.write_text("made")

    run_step(main, SimpleNamespace(log=[str(tmp_path / "step.log")], input=[]))
    (tmp_path / "made.txt").write_text("mude")
    with pytest.raises(SystemExit):
        run_step(main, SimpleNamespace(log=[str(tmp_path / "step.log")], input=[str(tmp_path / "made.txt")]))
    for text in (capfd.readouterr().err, (tmp_path / "step.log").read_text()):
        assert "DamagedFileError" in text and "made.txt" in text and "Delete it" in text


def test_a_full_disk_is_told_where_there_is_no_room_for_the_log(tmp_path, capfd):
    def main(snakemake):
        for _ in range(3):
            print("x" * 10_000)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SystemExit):
        run_step(main, SimpleNamespace(log=["/dev/full"]))
    assert "disk is full" in capfd.readouterr().err


def test_a_read_only_folder_is_told(tmp_path, capfd, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SystemExit):
        run_step(lambda _: None, SimpleNamespace(log=[str(tmp_path / "logs" / "step.log")]))
    assert "cannot be written here (Read-only file system)" in capfd.readouterr().err
