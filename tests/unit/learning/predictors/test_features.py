import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.factors.factor import FactorColumns
from scarpwatch.factors.registry import BUILT_IN, STUDY
from scarpwatch.learning.predictors.features import (
    encode_factors,
    join_factors,
    monotone_columns,
    ready_columns,
)
from scarpwatch.simulate.factor_table import draw_factor_table

STATIC_FACTORS = [factor.name for factor in STUDY]
DYNAMIC_FACTORS = ["deformation_rate", "cumulative_deformation"]
IN_ORDER = sorted(BUILT_IN, key=lambda factor: factor.order)


@pytest.fixture
def table():
    return draw_factor_table(50, np.random.default_rng(1), missing=0.2)


def test_every_factor_is_there_and_area_is_not(table):
    static = encode_factors(table, IN_ORDER, dynamic=False)
    coupled = encode_factors(table, IN_ORDER, dynamic=True)
    assert static.factors == STATIC_FACTORS
    assert coupled.factors == [*STATIC_FACTORS, *DYNAMIC_FACTORS]
    assert list(coupled.values.columns) == list(coupled.factor_of)
    assert not {"area_m2", "x", "y", "aspect"} & set(coupled.values.columns)


def test_coverage_and_spread_columns_are_no_predictors(table):
    more = table.assign(coverage_slope=1.0, slope_std=2.0, aspect_resultant=0.5, deformation_rate_std=1.0)
    assert list(encode_factors(more, IN_ORDER, dynamic=True).values) == list(
        encode_factors(table, IN_ORDER, dynamic=True).values
    )


def test_missing_factors_are_left_out(table):
    got = encode_factors(table[["unit_id", "slope", "ndvi"]], IN_ORDER, dynamic=False)
    assert got.factors == ["slope", "ndvi"]


def test_aspect_from_degrees_equals_aspect_from_sine_and_cosine(table):
    degrees = table.drop(columns=["aspect_sin", "aspect_cos"])
    degrees.loc[3, "aspect"] = np.nan
    got = encode_factors(degrees, IN_ORDER, dynamic=False).values
    expected = encode_factors(table, IN_ORDER, dynamic=False).values
    assert np.isnan(got["aspect_sin"].iloc[3])
    kept = np.arange(50) != 3
    np.testing.assert_allclose(got.to_numpy()[kept], expected.to_numpy()[kept])


def test_lithology_as_shares_or_indicators(table):
    indicators = encode_factors(table, IN_ORDER, dynamic=False)
    rock = [name for name, factor in indicators.factor_of.items() if factor == "lithology"]
    assert (indicators.values[rock].sum(axis=1) == 1).all()
    assert (
        indicators.values["lithology_shale"].to_numpy().astype(bool).tolist()
        == (table["lithology"] == "shale").tolist()
    )
    shares = table.assign(lithology_share_shale=0.25, lithology_share_sandstone=0.75)
    got = encode_factors(shares, IN_ORDER, dynamic=False)
    assert [name for name in got.values if name.startswith("lithology")] == [
        "lithology_share_sandstone",
        "lithology_share_shale",
    ]


def test_unknown_lithology_is_nan_in_every_indicator(table):
    table["lithology"] = table["lithology"].astype(object)
    table.loc[0, "lithology"] = None
    got = encode_factors(table, IN_ORDER, dynamic=False).values.filter(like="lithology_")
    assert got.iloc[0].isna().all() and got.iloc[1:].notna().all().all()


def test_column_names_suit_every_model_file(table):
    names = [
        "lithology_share_a,b [x]",
        "lithology_share_a b <x>",
        "lithology_share_砂岩",
        "lithology_share_页岩",
    ]
    got = encode_factors(table.assign(**dict.fromkeys(names, 0.25)), IN_ORDER, dynamic=False)
    columns = [name for name in got.values if got.factor_of[name] == "lithology"]
    assert len(set(columns)) == 4 and all(name.isascii() and name.isidentifier() for name in columns)


def test_missing_deformation_stays_nan_and_rows_are_sorted(table):
    got = encode_factors(table.sample(frac=1, random_state=0), IN_ORDER, dynamic=True).values
    assert got.index.tolist() == table["unit_id"].tolist()
    assert got["deformation_rate"].isna().tolist() == table["deformation_rate"].isna().tolist()


def test_infinite_values_become_nan(table):
    table.loc[0, "slope"] = np.inf
    assert np.isnan(encode_factors(table, IN_ORDER, dynamic=False).values["slope"].iloc[0])


def test_join_keeps_units_without_deformation(table):
    static = table.drop(columns=DYNAMIC_FACTORS)
    deformation = table[["unit_id", *DYNAMIC_FACTORS]].iloc[10:]
    joined = join_factors(static.sample(frac=1, random_state=0), deformation)
    assert len(joined) == 50 and joined["deformation_rate"].iloc[:10].isna().all()
    assert joined["deformation_rate"].iloc[10:].equals(table["deformation_rate"].iloc[10:])


def test_join_refuses_repeated_units(table):
    with pytest.raises(DataError, match="more than once"):
        join_factors(pd.concat([table, table.iloc[:1]]))


def test_excluded_factors_stay_out(table):
    got = encode_factors(table, IN_ORDER, dynamic=True, exclude=["cumulative_deformation", "aspect"])
    assert not {"aspect", "cumulative_deformation"} & set(got.factors)
    with pytest.raises(ConfigError, match="no factor"):
        encode_factors(table, IN_ORDER, dynamic=True, exclude=["sloop"])


def test_nothing_to_learn_from_is_refused(table):
    with pytest.raises(DataError, match="no factor is left"):
        encode_factors(table[["unit_id", "area_m2"]], IN_ORDER, dynamic=False)
    with pytest.raises(DataError, match="no deformation factor"):
        encode_factors(table.drop(columns=DYNAMIC_FACTORS), IN_ORDER, dynamic=True)


def test_directions_of_factors_become_those_of_columns():
    factor_of = {"slope": "slope", "aspect_sin": "aspect", "aspect_cos": "aspect", "ndvi": "ndvi"}
    given = {"slope": "increasing", "ndvi": "decreasing", "deformation_rate": "decreasing"}
    assert monotone_columns(factor_of, given) == {"slope": 1, "ndvi": -1}
    with pytest.raises(ConfigError, match="aspect is circular"):
        monotone_columns(factor_of, {"aspect": "increasing"})


def test_all_statistics_of_a_factor_have_its_direction_but_its_spread_has_none():
    rain = ("rain", "rain_max", "rain_q90", "rain_std", "rain_range")
    factor_of = {**dict.fromkeys(rain, "rain"), "Depth_cm": "Depth (cm)"}
    given = {"rain": "increasing", "Depth (cm)": "decreasing"}
    assert monotone_columns(factor_of, given) == {"rain": 1, "rain_max": 1, "rain_q90": 1, "Depth_cm": -1}


OWN = [
    FactorColumns("slope", column="static:number:slope"),
    FactorColumns("rock type", kind="classes", column="static:class:rock type"),
    FactorColumns("aspect°", kind="circular", column="static:degrees:aspect°"),
    FactorColumns("drift", dynamic=True, column="dynamic:number:drift"),
]


def ready():
    """A table of the user's own, with names that mean something else in the workflow's tables."""
    own = {"slope": [1.0, np.nan, 3.0], "rock type": ["a:b", None, "c"], "aspect°": [0.0, 90.0, np.nan]}
    static = ready_columns(own, OWN, dynamic=False)
    moving = ready_columns({"drift": [0.1, 0.2, 0.3]}, OWN, dynamic=True)
    return pd.concat(
        [pd.DataFrame({"unit_id": [1, 2, 3], "x": 0.0, "elevation": 9.0}), static, moving], axis=1
    )


def test_a_ready_table_brings_its_own_factors():
    static, coupled = (encode_factors(ready(), OWN, dynamic=dynamic) for dynamic in (False, True))
    assert static.factors == ["slope", "rock type", "aspect°"]
    assert coupled.factors == [*static.factors, "drift"]
    values = static.values.to_numpy()
    np.testing.assert_allclose(values[0], [1, 1, 0, 0, 1], atol=1e-12)  # slope, a:b, c, sine, cosine
    np.testing.assert_allclose(values[1], [np.nan, np.nan, np.nan, 1, 0], atol=1e-12)
    assert all(name.isidentifier() for name in static.values)


def test_a_ready_table_survives_a_file(tmp_path):
    ready().to_parquet(tmp_path / "t.parquet")
    again = encode_factors(pd.read_parquet(tmp_path / "t.parquet"), OWN, dynamic=True)
    pd.testing.assert_frame_equal(again.values, encode_factors(ready(), OWN, dynamic=True).values)


def test_factors_of_a_ready_table_can_be_excluded_by_their_own_names():
    assert "drift" not in encode_factors(ready(), OWN, dynamic=False, exclude=["drift"]).factors
    assert encode_factors(ready(), OWN, dynamic=True, exclude=["rock type"]).factors == [
        "slope",
        "aspect°",
        "drift",
    ]
    with pytest.raises(ConfigError, match="ndvi is no factor"):
        encode_factors(ready(), OWN, dynamic=True, exclude=["ndvi"])
    with pytest.raises(DataError, match="a coupled model was asked for"):
        encode_factors(ready(), OWN, dynamic=True, exclude=["drift"])


def test_each_statistic_is_a_column_of_its_factor(table):
    rain = FactorColumns("rain", statistics=("mean", "max", "q90"), predictors=("mean", "max", "q90"))
    more = table.assign(rain=1.0, rain_max=3.0, rain_q90=2.0, coverage_rain=1.0)
    got = encode_factors(more, [*IN_ORDER, rain], dynamic=True)
    assert list(got.values.columns)[-3:] == ["rain", "rain_max", "rain_q90"]
    assert [got.factor_of[name] for name in ("rain", "rain_max", "rain_q90")] == ["rain"] * 3
    assert list(got.values.columns)[:-3] == list(encode_factors(table, IN_ORDER, dynamic=True).values)
