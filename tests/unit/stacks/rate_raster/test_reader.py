"""What a folder with a rate holds, and which faults are told before anything runs."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from miniatures import rate_raster as miniature
from product_truth import Truth, write_dem

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_raster, write_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.rate_raster.reader import check, list_folder, read_rate

TRUTH = Truth()
TOLD = {"unit": "cm/yr", "negate": False, "first_date": TRUTH.dates[0], "last_date": TRUTH.dates[-1]}


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    path = tmp_path_factory.mktemp("dem") / "dem.tif"
    grid = write_dem(path, TRUTH)
    return Area(path, 1, grid.crs, grid.bounds)


def test_tags_tell_all_that_is_needed(tmp_path, area):
    miniature.write(tmp_path, TRUTH)
    found = list_folder(tmp_path)
    assert dict(found.known) == {"sign": -1.0, "unit": "mm/yr"}
    assert (found.main, found.series, found.sigma) == (
        tmp_path / "rate.tif",
        None,
        tmp_path / "rate_sigma.tif",
    )
    assert set(found.layers) == {"incidence", "los_east", "los_north", "los_up"}
    told = check(found, area)
    assert (told["unit"], told["negated"], told["first_date"]) == ("mm/yr", True, "2024-01-05")
    assert "taken as mm/yr, negated: " in " ".join(told["notes"])
    assert told["coverage"] > 0.85


def test_the_config_tells_what_tags_do_not(tmp_path, area):
    miniature.write(tmp_path, TRUTH, unit="cm/yr", away=False, tagged=False, sight="none", quality=False)
    (tmp_path / "rate.tif").rename(tmp_path / "mine.tif")
    found = list_folder(tmp_path, file="mine.tif", told=TOLD)
    assert (found.layers, dict(found.quality), found.sigma) == ((), {}, None)
    notes = " ".join(check(found, area)["notes"])
    assert "no look vector" in notes and "no rate_sigma.tif" in notes
    _, grid = read_raster(tmp_path / "mine.tif")
    rate, sigma = read_rate(found.files, found.known, grid)
    assert np.nanmin(rate) == pytest.approx(-0.08, abs=0.005)
    assert np.isnan(sigma).all()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"negate": None}, "sar.rate.negate"),
        ({"first_date": None}, "sar.rate.first_date"),
        ({"last_date": date(2020, 1, 1)}, "is not before"),
    ],
)
def test_what_is_not_told_is_asked_for(tmp_path, change, fault):
    miniature.write(tmp_path, TRUTH, unit="cm/yr", away=False, tagged=False)
    with pytest.raises(InputError, match=fault):
        list_folder(tmp_path, told={**TOLD, **change})


def test_faults_of_the_folder(tmp_path):
    with pytest.raises(InputError, match=r"no rate\.tif in it"):
        list_folder(tmp_path)
    miniature.write(tmp_path, TRUTH)
    with pytest.raises(InputError, match=r"sar.file names it"):
        list_folder(tmp_path, file="other.tif")
    with pytest.raises(InputError, match="no date can be left out"):
        list_folder(tmp_path, exclude=[TRUTH.dates[0]])
    (tmp_path / "los_north.tif").unlink()
    with pytest.raises(InputError, match=r"no los_north\.tif"):
        list_folder(tmp_path)


def test_faults_of_the_rasters(tmp_path, area):
    miniature.write(tmp_path, TRUTH, unit="m/yr", tagged=False)
    with pytest.raises(InputError, match="in which unit its rate is"):
        check(list_folder(tmp_path, told={**TOLD, "unit": None}), area)
    with pytest.raises(InputError, match="noise alone exceeds"):  # metres that are said to be millimetres
        check(list_folder(tmp_path, told={**TOLD, "unit": "mm/yr"}), area)
    elsewhere = Area(Path(area.dem), 1, area.crs, tuple(bound + 1e6 for bound in area.bounds))
    with pytest.raises(InputError, match="does not overlap the DEM"):
        check(list_folder(tmp_path, told=TOLD), elsewhere)
    path = tmp_path / "rate_sigma.tif"
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(InputError, match=r"rate_sigma\.tif"):
        check(list_folder(tmp_path, told={**TOLD, "unit": "m/yr"}), area)
    path.write_bytes(whole)
    values, grid = read_raster(tmp_path / "rate.tif")
    write_raster(tmp_path / "rate.tif", 0 * np.nan_to_num(values), grid)
    with pytest.raises(InputError, match="zero or no data"):
        check(list_folder(tmp_path, told={**TOLD, "unit": "m/yr"}), area)
