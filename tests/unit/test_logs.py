from types import SimpleNamespace

import pytest

from scarpwatch.errors import InputError
from scarpwatch.logs import run_step


def test_output_goes_to_the_log(tmp_path):
    log = tmp_path / "logs" / "step.log"
    run_step(lambda snakemake: print("twelve pairs"), SimpleNamespace(log=[str(log)]))
    assert log.read_text() == "twelve pairs\n"


def test_an_error_for_people_is_shown_without_traceback(tmp_path, capfd):
    log = tmp_path / "step.log"

    def main(snakemake):
        raise InputError("dem.tif", "it has no CRS", "Assign one.")

    with pytest.raises(SystemExit) as stop:
        run_step(main, SimpleNamespace(log=[str(log)]))
    assert stop.value.code == 1
    assert log.read_text() == "InputError: dem.tif: it has no CRS. Assign one.\n"
    assert "InputError: dem.tif: it has no CRS. Assign one." in capfd.readouterr().err


def test_another_error_leaves_its_traceback_in_the_log(tmp_path, capfd):
    log = tmp_path / "step.log"

    def main(snakemake):
        raise ZeroDivisionError("by chance")

    with pytest.raises(SystemExit):
        run_step(main, SimpleNamespace(log=[str(log)]))
    assert "Traceback" in log.read_text()
    assert "ZeroDivisionError: by chance (see" in capfd.readouterr().err
