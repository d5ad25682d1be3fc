"""The files of another track's run."""

from datetime import date

import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.other_track import find_other_track


def results(folder, *days, look=True):
    for day in days:
        (folder / day / "deformation").mkdir(parents=True)
        for name in ("rate.tif", "rate_sigma.tif", "quality.json"):
            (folder / day / "deformation" / name).touch()
    (folder / "stack").mkdir(exist_ok=True)
    if look:
        (folder / "stack" / "look_vector.tif").touch()
    return folder


def test_the_last_assessment_is_taken_unless_another_is_named(tmp_path):
    folder = results(tmp_path / "descending", "2024-03-05", "2024-02-22")
    (folder / "static").mkdir()
    (folder / "2024-04-01").mkdir()  # one that is not finished
    found = find_other_track(folder)
    assert found.date == "2024-03-05"
    assert found.files["other_rate"] == str(folder / "2024-03-05" / "deformation" / "rate.tif")
    assert found.files["other_look"] == str(folder / "stack" / "look_vector.tif")
    assert find_other_track(folder, date(2024, 2, 22)).date == "2024-02-22"
    with pytest.raises(InputError, match="of 2024-04-01; there are 2024-02-22, 2024-03-05"):
        find_other_track(folder, date(2024, 4, 1))


def test_what_is_no_finished_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        find_other_track(tmp_path / "none")
    with pytest.raises(InputError, match="no assessment with a deformation rate"):
        find_other_track(tmp_path)
    folder = results(tmp_path / "a", "2024-03-05", look=False)
    with pytest.raises(InputError, match=r"look_vector\.tif.*the decomposition needs it"):
        find_other_track(folder)


def test_a_run_is_not_its_own_other_track(tmp_path):
    folder = results(tmp_path / "results", "2024-03-05")
    (tmp_path / "x").mkdir()
    with pytest.raises(InputError, match="this run's own results"):
        find_other_track(tmp_path / "x" / ".." / "results", own=folder)
