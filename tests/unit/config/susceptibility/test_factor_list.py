"""The factors of a run, from the config."""

import pytest

from scarpwatch.config.susceptibility.factor_list import factor_list, left_out, ready_column, table_columns
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import FactorColumns


def names(**values):
    return [factor.name for factor in factor_list(FactorsSettings(dem="d.tif", **values))]


def test_a_dem_alone_gives_the_terrain_of_the_study():
    assert names() == ["slope", "aspect", "elevation", "profile_curvature", "local_relief"]
    assert [factor.name for factor in left_out(FactorsSettings(dem="d.tif", roads="r.gpkg"))] == [
        "distance_to_faults",
        "distance_to_rivers",
        "ndvi",
        "lithology",
    ]


def test_what_is_chosen_of_the_terrain_comes_in_the_order_of_the_registry():
    chosen = [{"local_relief": {"radius_m": 300}}, "elevation", {"slope": {"statistics": ["mean", "q90"]}}]
    factors = factor_list(FactorsSettings(dem="d.tif", terrain=chosen))
    assert [factor.name for factor in factors] == ["slope", "elevation", "local_relief"]
    assert factors[0].statistics == factors[0].predictors == ("mean", "q90")
    assert factors[2].parameters[0].default == 300.0


def test_own_factors_come_last_with_the_kind_of_their_source():
    more = {
        "rain_max": {"raster": "a.tif", "statistics": ["max"]},
        "cover": {"polygons": "c.gpkg", "column": "class"},
        "soil": {"raster": "s.tif", "kind": "classes"},
        "quarries": {"distance_to": "q.gpkg", "title": "Distance to quarries"},
        "roads_near": {"density_of": "r.gpkg"},
        "wet": {"series": "rain", "dynamic": True},
    }
    factors = factor_list(FactorsSettings(dem="d.tif", more=more), deformation=True)
    assert [(f.name, f.kind, f.source, f.dynamic) for f in factors[-6:]] == [
        ("rain_max", "continuous", "raster", False),
        ("cover", "classes", "class_map", False),
        ("soil", "classes", "class_map", False),
        ("quarries", "distance", "lines", False),
        ("roads_near", "density", "density", False),
        ("wet", "continuous", "series", True),
    ]
    assert factors[-6].title == "Rain max" and factors[-3].unit == "m"


@pytest.mark.parametrize("name", ["slope_std", "aspect_sin", "coverage_slope", "lithology_share_clay"])
def test_a_name_that_is_a_column_of_another_factor_is_refused(name):
    lithology = {"file": "l.gpkg", "column": "rock"}
    with pytest.raises(ValueError, match=f"the column {name}"):
        names(lithology=lithology, more={name: {"raster": "a.tif"}})


def test_columns_of_a_table_take_what_is_said_of_them():
    table = TableSettings(
        file="t.csv", label="slid", factors=["rain", "rock"], categorical=["rock"], dynamic_factors=["moves"],
        until="2025-01-01",
    )  # fmt: skip
    more = {"rain": {"title": "Rain of a year", "unit": "mm"}}
    rain, rock, moves = factor_list(FactorsSettings(more=more), table)
    assert (rain.title, rain.unit, rain.main_column) == ("Rain of a year", "mm", "static:number:rain")
    assert (rock.kind, rock.title) == ("classes", "rock")
    assert moves.dynamic and moves.main_column == ready_column("moves", "continuous", dynamic=True)


def test_columns_of_each_kind():
    assert table_columns(FactorColumns("a", statistics=("mean", "max"))) == ["a", "a_max", "coverage_a"]
    assert "a_sin" in table_columns(FactorColumns("a", kind="circular"))
    assert "a_share_" in table_columns(FactorColumns("a", kind="classes"))
