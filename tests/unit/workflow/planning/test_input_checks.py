"""Inputs themselves, checked while a run is planned."""

from datetime import date
from types import SimpleNamespace

import pytest
from own_factor_files import LAST, MORE, write_own_factors

from scarpwatch.config import load_config
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_raster, write_raster
from scarpwatch.workflow.planning.input_checks import check_given, check_series


@pytest.fixture
def folder(tmp_path, monkeypatch):
    write_own_factors(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def config_of(source="simulated", **rain):
    sar = {"source": source} | ({} if source == "simulated" else {"folder": "rate"})
    more = {"rain_30d": {**MORE["rain_30d"], **rain}}
    given = {"factors": {"dem": "dem.tif", "more": more}, "inventory": {"file": "slides.gpkg"}, "sar": sar}
    return load_config({"name": "a", "demo": {}, **given}, "a.yaml")


def stack(source, last=LAST):
    return SimpleNamespace(source=source, dates=(date(2022, 1, 5), last))


@pytest.mark.parametrize("source", ["simulated", "rate_raster"])
def test_missing_days_before_the_assessment_are_told_with_the_key(folder, source):
    (folder / "own/rain/rain_20240610.tif").unlink()
    told = []
    check_series(config_of(source), stack(source), told.append)
    (note,) = told
    assert note.startswith("factors.more.rain_30d: of 30 rasters from 2024-05-30 to 2024-06-28, 1 is missing")
    with pytest.raises(InputError, match=r"lower factors\.more\.rain_30d\.days"):
        check_series(config_of(source, days=41), stack(source), told.append)


def test_values_are_looked_at_where_the_ground_is_there(folder):
    path = folder / "own/rain/rain_20240628.tif"
    values, grid = read_raster(path)
    values[0, 0] = -9999
    write_raster(path, values, grid)
    check_series(config_of(), stack("simulated"), print)
    with pytest.raises(InputError, match=r"-9999 .* stands for no data"):
        check_series(config_of("rate_raster"), stack("rate_raster"), print)


def test_a_series_with_an_end_of_its_own_is_checked_with_the_other_inputs(folder):
    config = config_of(dynamic=False, until="2024-06-20", days=20)
    static = config.model_dump(mode="json") | {"sar": None, "demo": None}
    told = []
    assert check_given(load_config(static, "a.yaml"), told.append) == {}
    check_series(
        config_of("rate_raster", dynamic=False, until="2024-06-20"), stack("rate_raster"), told.append
    )
    assert not any("rain_30d" in note for note in told)
    (folder / "own/rain/rain_20240615.tif").unlink()
    check_given(load_config(static, "a.yaml"), told.append)
    assert any(note.startswith("factors.more.rain_30d: of 20 rasters") for note in told)
    check_series(config_of("rate_raster"), None, told.append)  # a run without radar data has no date
