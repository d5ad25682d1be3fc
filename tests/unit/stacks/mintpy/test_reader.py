"""What a folder of MintPy's holds, and which of its files are taken."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import h5py
import pytest
from miniatures import mintpy as miniature
from product_truth import Truth

from scarpwatch.errors import InputError
from scarpwatch.stacks.mintpy.reader import list_folder


@pytest.fixture
def folder(tmp_path):
    miniature.write(tmp_path / "m", Truth())
    return tmp_path / "m"


def test_the_series_is_taken_and_not_the_rate(folder):
    found = list_folder(folder)
    assert found.main == found.series == folder / miniature.SERIES
    assert found.velocity is None
    assert list(found.dates) == Truth().dates
    assert set(found.quality) == {"temporal_coherence", "mean_coherence", "pairs"}
    assert found.mask is None  # the temporal coherence judges
    assert found.geometry["geometry"] == folder / "inputs" / "geometryGeo.h5"
    assert {"los_east", "los_north", "los_up", "slant_range", "layover_shadow"} < set(found.layers)
    assert not {"latitude", "longitude"} & set(found.layers)


def test_dates_are_left_out(folder):
    found = list_folder(folder, exclude=[Truth().dates[2]])
    assert len(found.dates) == 5
    with pytest.raises(InputError, match="2020-01-01"):
        list_folder(folder, exclude=[date(2020, 1, 1)])
    with pytest.raises(InputError, match="2 dates are left"):
        list_folder(folder, exclude=Truth().dates[:4])


def test_of_several_series_none_is_chosen_unless_named(folder):
    (folder / miniature.SERIES).with_name("timeseries.h5").write_bytes(
        (folder / miniature.SERIES).read_bytes()
    )
    with pytest.raises(
        InputError, match=r"2 displacement series: timeseries\.h5, timeseries_ERA5_demErr\.h5"
    ):
        list_folder(folder)
    assert list_folder(folder, file="timeseries.h5").main.name == "timeseries.h5"
    assert list_folder(folder, file="velocity.h5").velocity == folder / "velocity.h5"
    with pytest.raises(InputError, match=r"Series in the folder: timeseries\.h5, timeseries_ERA5"):
        list_folder(folder, file="timeseries_GACOS.h5")


def test_without_a_series_the_rate_is_taken_with_its_period(tmp_path):
    miniature.write(tmp_path, Truth(), series=None, quality=False)
    found = list_folder(tmp_path)
    assert (found.series, found.velocity) == (None, tmp_path / "velocity.h5")
    assert found.dates == (Truth().dates[0], Truth().dates[-1])
    assert found.mask == tmp_path / "maskTempCoh.h5"
    with pytest.raises(InputError, match="no date can be left out"):
        list_folder(tmp_path, exclude=[Truth().dates[0]])


def test_a_rate_over_no_time_is_refused(tmp_path):
    miniature.write(tmp_path, Truth(), series=None)
    with h5py.File(tmp_path / "velocity.h5", "a") as file:
        file.attrs["END_DATE"] = file.attrs["START_DATE"]
    with pytest.raises(InputError, match="START_DATE 2024-01-05 is not before its END_DATE 2024-01-05"):
        list_folder(tmp_path)


def test_radar_geometry_needs_latitude_and_longitude(tmp_path):
    miniature.write(tmp_path, Truth(), mapped=False)
    found = list_folder(tmp_path)
    assert found.geometry["geometry"] == tmp_path / "inputs" / "geometryRadar.h5"
    assert {"latitude", "longitude"} < set(found.layers)
    with h5py.File(found.geometry["geometry"], "a") as file:
        del file["latitude"]
    with pytest.raises(InputError, match="no dataset latitude"):
        list_folder(tmp_path)


def test_geocoded_files_carry_their_prefix(folder):
    for path in [*folder.glob("*.h5")]:
        path.rename(path.with_name(f"geo_{path.name}"))
    (folder / "inputs" / "geometryGeo.h5").rename(folder / "geo_geometryRadar.h5")
    found = list_folder(folder)
    assert found.main.name == f"geo_{miniature.SERIES}"
    assert found.geometry["geometry"].name == "geo_geometryRadar.h5"
    assert found.quality["temporal_coherence"].name == "geo_temporalCoherence.h5"


def test_what_is_missing_is_said(folder, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        list_folder(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"neither timeseries\*\.h5 nor velocity\.h5"):
        list_folder(tmp_path / "empty")
    (folder / "inputs" / "geometryGeo.h5").unlink()
    with pytest.raises(InputError, match=r"no geometryGeo\.h5"):
        list_folder(folder)


def test_a_truncated_file_is_named(folder):
    path = folder / miniature.SERIES
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(InputError, match=r"timeseries_ERA5_demErr\.h5.*cannot be read as HDF5"):
        list_folder(folder)


def test_importing_the_module_does_not_import_numpy():
    code = "import sys, scarpwatch.stacks.mintpy.reader; print('numpy' in sys.modules, 'h5py' in sys.modules)"
    scripts = Path(__file__).resolve().parents[4] / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=scripts, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
