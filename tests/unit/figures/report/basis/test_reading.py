import numpy as np
import pytest
from figure_inputs import make_grid

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.errors import InputError
from scarpwatch.factors.factor import Factor
from scarpwatch.figures.report.basis.reading import (
    area_and_grid,
    optional_json,
    optional_table,
    read_models,
    software_versions,
    with_declared_units,
)
from scarpwatch.grids.grid import write_raster


def test_only_cells_with_elevation_count_as_area(tmp_path):
    elevation = np.ones((40, 50), np.float32)
    elevation[:10] = np.nan
    write_raster(tmp_path / "dem.tif", elevation, make_grid(40, 50, 100.0))
    area, grid, crs = area_and_grid(tmp_path / "dem.tif")
    assert area == pytest.approx(30 * 50 * 0.01)
    assert grid == "50 × 40 cells of 100 m, EPSG:32616" and crs == "EPSG:32616"


def test_a_density_has_the_unit_that_its_raster_declares(tmp_path):
    units = {"roads": "km/km2", "springs": "1/km2", "ponds": "1", "none": None}
    for name, unit in units.items():
        tags = {"UNITS": unit} if unit else {}
        write_raster(tmp_path / f"{name}.tif", np.ones((4, 5), np.float32), make_grid(4, 5, 100.0), tags=tags)
    factors = [Factor(name, source="density") for name in units] + [Factor("rain", unit="mm")]
    found = with_declared_units(factors, [tmp_path / f"{name}.tif" for name in units])
    assert [factor.unit for factor in found] == ["km/km2", "1/km2", "share", "", "mm"]


def test_what_is_not_given_is_none():
    assert optional_json([]) is None
    assert optional_table([]) is None
    assert read_models([ENTRIES["rf"]], [], [], [], coupled=True) == []


@pytest.mark.parametrize("text", ["{", "[1, 2]"])
def test_a_damaged_record_is_named(tmp_path, text):
    (tmp_path / "quality.json").write_text(text)
    with pytest.raises(InputError, match=r"quality\.json"):
        optional_json(tmp_path / "quality.json")


def test_a_damaged_table_is_named(tmp_path):
    (tmp_path / "factors.parquet").write_text("no table")
    with pytest.raises(InputError, match=r"factors\.parquet"):
        optional_table(tmp_path / "factors.parquet")


def test_versions_of_what_is_installed():
    versions = software_versions()
    assert versions["Python"].startswith("3.")
    assert versions["numpy"] == np.__version__


def test_the_baseline_has_no_classes(tmp_path):
    for name in ("rf", "logistic"):
        (tmp_path / f"{name}.json").write_text('{"seed": 1}')
        (tmp_path / f"{name}.csv").write_text("factor,gain\nslope,1\n")
    names = ["rf", "logistic"]
    records, tables = ([tmp_path / f"{name}.{end}" for name in names] for end in ("json", "csv"))
    forest, baseline = read_models(
        [ENTRIES[name] for name in names], records, tables[:1], tables, coupled=False
    )
    assert forest.classes is not None and baseline.classes is None and baseline.name == "LR"
