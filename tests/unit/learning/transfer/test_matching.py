"""Factors are the same by name, unit, kind and making; classes by their names."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from transfer_areas import FACTORS, IDENTITIES, LAW, area, train_there

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.transfer.matching import (
    align_columns,
    encode_for,
    factor_mismatches,
    require_like_sizes,
)
from scarpwatch.learning.transfer.record import read_kept, read_samples


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    results = train_there(tmp_path_factory.mktemp("there"), *area(1, LAW, units=400, landslides=60))
    return read_kept(results / "static" / "models" / "xgboost" / "model")


def test_the_same_factors_match_and_further_ones_do_no_harm(kept):
    assert factor_mismatches(kept, IDENTITIES) == []
    assert factor_mismatches(kept, {**IDENTITIES, "rainfall": IDENTITIES["slope"]}) == []


def test_every_mismatch_is_named_at_once(kept):
    here = copy.deepcopy(IDENTITIES)
    del here["ndvi"]
    here["slope"]["unit"] = "%"
    here["elevation"]["kind"] = "classes"
    here["profile_curvature"]["statistics"] = ["max"]
    here["distance_to_roads"]["settings"]["cap_m"] = 500.0
    assert factor_mismatches(kept, here) == [
        "slope has the unit '°' there and '%' here",
        "elevation has the kind 'continuous' there and 'classes' here",
        "profile_curvature lacks the statistic mean here",
        "distance_to_roads is made with cap_m 2000.0 there and 500.0 here",
        "ndvi is missing here",
    ]


def test_a_column_of_a_table_does_not_say_how_it_was_made(kept):
    here = copy.deepcopy(IDENTITIES)
    here["distance_to_roads"]["settings"] = {}
    assert factor_mismatches(kept, here) == []


def test_one_column_on_either_side_is_the_same_whatever_a_table_calls_it(kept):
    assert kept.part_of["max_elevation_difference"] == "range"
    table, _ = area(2, LAW, units=300)
    columns = [
        FactorColumns(factor.name, kind=factor.kind)
        for factor in FACTORS
        if factor.name not in ("aspect", "lithology")
    ]
    others = [factor for factor in FACTORS if factor.name in ("aspect", "lithology")]
    values = encode_for(kept, table, [*columns, *others], dynamic=False)
    assert np.array_equal(values["max_elevation_difference"], table["max_elevation_difference"])
    here = {**IDENTITIES, "max_elevation_difference": {**IDENTITIES["slope"], "unit": "m", "statistics": []}}
    assert factor_mismatches(kept, here) == []


def test_the_one_class_here_is_not_taken_for_the_one_class_there(kept):
    table, _ = area(2, LAW, units=300)
    table["lithology"] = "granite"
    with pytest.raises(DataError, match="the class 'granite'"):
        encode_for(
            replace(kept, part_of=one_class(kept), factor_of=one_class(kept, kept.factor_of)),
            table,
            FACTORS,
            dynamic=False,
        )


def one_class(kept, of=None):
    """What is known of the columns, or ``of`` them, without all classes but shale."""
    return {
        column: value
        for column, value in (of or kept.part_of).items()
        if kept.factor_of[column] != "lithology" or column == "lithology_shale"
    }


def test_columns_come_in_the_order_of_the_model_with_classes_by_name(kept):
    table, _ = area(2, LAW, units=300)
    table = table[table["lithology"] != "Quaternary"]
    table.loc[table.index[0], "lithology"] = None
    values = encode_for(kept, table, FACTORS[::-1], dynamic=False)
    assert list(values.columns) == list(kept.factor_of)
    assert np.array_equal(values["slope"], table["slope"])
    # A class that does not occur here is a share of 0, and not known where no class is.
    assert (values["lithology_Quaternary"].iloc[1:] == 0).all() and np.isnan(
        values["lithology_Quaternary"].iloc[0]
    )
    assert np.array_equal(
        values["lithology_shale"].iloc[1:], (table["lithology"] == "shale").iloc[1:].astype(float)
    )


def test_shares_of_classes_match_by_the_same_names(kept):
    table, _ = area(2, LAW, units=300)
    shares = table.drop(columns="lithology")
    for name in ("others", "shale", "sandstone", "limestone", "Quaternary"):
        shares[f"lithology_share_{name}"] = (table["lithology"] == name).astype(float)
    expected = encode_for(kept, table, FACTORS, dynamic=False)
    assert encode_for(kept, shares, FACTORS, dynamic=False).equals(expected)


def test_classes_that_the_models_never_saw_are_refused_all_at_once(kept):
    table, _ = area(2, LAW, units=300)
    table.loc[:3, "lithology"] = ["granite", "granite", "tuff", "shale"]
    with pytest.raises(DataError, match=r"lithology has the class 'granite'.*lithology has the class 'tuff'"):
        encode_for(kept, table, FACTORS, dynamic=False)


def test_a_class_that_is_listed_here_and_does_not_occur_is_none(kept):
    table, _ = area(2, LAW, units=300)
    shares = table.drop(columns="lithology").assign(lithology_share_shale=1.0, lithology_share_granite=0.0)
    assert (encode_for(kept, shares, FACTORS, dynamic=False)["lithology_shale"] == 1).all()


def test_a_column_that_is_missing_is_refused(kept):
    table, _ = area(2, LAW, units=300)
    predictors = encode_factors(table.drop(columns="slope"), FACTORS, dynamic=False)
    with pytest.raises(DataError, match="slope has no column 'mean'"):
        align_columns(kept, predictors)


def test_kilometres_for_metres_are_refused_where_no_unit_is_told(kept):
    table, _ = area(2, LAW, units=300)
    trained = read_samples(kept).values
    values = encode_for(kept, table, FACTORS, dynamic=False)
    in_km = encode_for(
        kept, table.assign(distance_to_roads=table["distance_to_roads"] / 1000), FACTORS, dynamic=False
    )
    untold = replace(kept, factors={name: {**told, "unit": ""} for name, told in kept.factors.items()})
    require_like_sizes(untold, trained, values)
    with pytest.raises(DataError, match=r"distance_to_roads reaches \S+ there and \S+ here, and neither"):
        require_like_sizes(untold, trained, in_km)
    require_like_sizes(kept, trained, in_km)  # told: the units are the same, and so the ground is
