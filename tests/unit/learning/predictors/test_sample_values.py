import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import DataError
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.sample_values import draw_values, sample_values


def tables(units=40):
    number = np.arange(100, 100 + units)
    table = pd.DataFrame({"unit_id": number, "slope": number / 2.0, "x": number * 10.0, "y": -number * 1.0})
    samples = pd.DataFrame(
        {
            "unit_id": number[::-1],
            "landslide": np.tile([1, 0], units // 2),
            "split": np.repeat(["training", "validation"], units // 2),
            "fold": 0,
            "group": number[::-1],
        }
    )
    return table, samples


def test_everything_is_in_the_order_of_the_units():
    table, samples = tables()
    drawn = draw_values(table, encode_factors(table, BUILT_IN, dynamic=False), samples)
    number = table["unit_id"].to_numpy()
    assert drawn.samples["unit_id"].tolist() == number.tolist() == drawn.groups.tolist()
    assert drawn.values["slope"].tolist() == (number / 2).tolist()
    assert drawn.truth.tolist() == samples["landslide"].tolist()[::-1]
    assert not drawn.training[:20].any() and drawn.training[20:].all()
    np.testing.assert_array_equal(drawn.xy, np.column_stack([number * 10, -number]))


@pytest.mark.parametrize("change", [{"x": np.nan}, None])
def test_without_places_there_are_none(change):
    table, samples = tables()
    table = table.drop(columns=["x", "y"]) if change is None else table.assign(**change)
    drawn = draw_values(table, encode_factors(table, BUILT_IN, dynamic=False), samples.drop(columns="group"))
    assert drawn.xy is None and drawn.groups is None


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda samples: samples.assign(unit_id=samples["unit_id"] + 1), r"1 units are not .* \(unit 140"),
        (lambda samples: pd.concat([samples, samples[:1]]), r"more than once\. "),
        (lambda samples: pd.concat([samples, samples[:1].assign(split="validation")]), "and for validation"),
        (lambda samples: samples[(samples["landslide"] == 0) | (samples.index < 18)], "9 of 29 units"),
        (lambda samples: samples[samples["landslide"] == 1], "20 of 20 units"),
    ],
)
def test_samples_that_do_not_fit_are_refused(spoil, message):
    table, samples = tables()
    with pytest.raises(DataError, match=message):
        sample_values(encode_factors(table, BUILT_IN, dynamic=False), spoil(samples))
