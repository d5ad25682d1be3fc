"""What comes of a deformation that was made elsewhere."""

import json
from datetime import date

import numpy as np
import pytest
from affine import Affine

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.series.ready import line_of_rate, reference_record, series_attributes, with_coherence
from scarpwatch.stacks.readers import DeformationFacts

GRID = Grid(None, Affine.identity(), (3, 4))


def test_the_reference_is_the_makers_and_may_have_no_place():
    known = reference_record(DeformationFacts(GRID, (1, 2)), "MintPy", (113.5, 23.6))
    assert (known["row"], known["column"], known["chosen"]) == (1, 2, "MintPy's own")
    unknown = reference_record(DeformationFacts(GRID), "the file", None)
    assert {unknown[name] for name in ("row", "column", "longitude", "latitude")} == {None}
    assert set(unknown) == set(known)


def test_attributes_tell_what_is_known_of_a_series():
    facts = DeformationFacts(GRID, wavelength_m=0.056, acquired=3661.0, baselines_m=[0.0, 12.5])
    about = series_attributes(facts, {"row": None}, "MintPy, a.h5", series=True)
    assert about["ACQUISITION_TIME_UTC"] == "01:01:01"
    assert json.loads(about["baselines_m"]) == [0.0, 12.5]
    assert set(series_attributes(facts, {}, "", series=False)) == {"wavelength_m", "reference", "origin"}


def test_a_coherence_that_is_missing_is_nan_and_one_that_is_there_stays():
    made = with_coherence({}, GRID)["temporal_coherence"]
    assert np.isnan(made[0]).all() and made[1] == "1"
    own = np.full(GRID.shape, 0.5, np.float32)
    assert with_coherence({"temporal_coherence": (own, "1")}, GRID)["temporal_coherence"][0] is own


def test_a_rate_is_a_line_between_two_dates():
    rate = np.array([[0.02, np.nan]], np.float32)
    sigma = np.array([[0.001, np.nan]], np.float32)
    line, layers = line_of_rate(rate, sigma, [date(2020, 1, 1), date(2022, 1, 1)])
    years = 731 / DAYS_PER_YEAR
    assert line[:, 0, 0] == pytest.approx([0, 0.02 * years])
    assert np.isnan(line[:, 0, 1]).all()
    assert layers["cumulative_sigma"][0][0, 0] == pytest.approx(0.001 * years)
    with pytest.raises(ValueError, match="two dates in order"):
        line_of_rate(rate, sigma, [date(2022, 1, 1), date(2022, 1, 1)])
