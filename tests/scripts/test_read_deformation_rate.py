"""A rate of MintPy's without its series."""

import json

import numpy as np
import pytest
from miniatures import mintpy as miniature
from product_truth import Truth, degree_grid, write_dem
from steps import run_main

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.series.file import open_series, read_series
from scarpwatch.stacks.mintpy.reader import list_folder

LON, LAT, _ = degree_grid()


def test_rate_and_sigma_are_kept_and_the_cumulative_is_their_line(tmp_path):
    truth = Truth()
    miniature.write(tmp_path / "m", truth, series=None, quality=False)
    files = list_folder(tmp_path / "m")
    write_dem(tmp_path / "height.tif", truth)  # MintPy's files have their own grid
    made = run_main(
        "read_deformation_rate",
        inputs={"files": [], "grid": str(tmp_path / "height.tif"), "position": []},
        output={name: str(tmp_path / name) for name in ("series", "velocity", "reference")},
        params={
            "family": "mintpy",
            "files": files.files,
            "known": {},
            "dates": ["20240105", "20240305"],
            "maker": files.maker,
            "origin": files.origin,
        },
    )
    velocity, _ = read_series(made.velocity)
    missing = truth.missing(LON, LAT)
    rate = np.where(missing, np.nan, truth.rate(LON, LAT))
    np.testing.assert_allclose(velocity["rate"].values, rate, atol=1e-6)
    np.testing.assert_allclose(velocity["sigma"].values[~missing], 0.001)
    np.testing.assert_allclose(velocity["cumulative"].values, rate * 60 / DAYS_PER_YEAR, atol=1e-6)
    assert np.isnan(velocity["temporal_coherence"].values).all()
    with open_series(made.series) as series:
        assert series.dates == ["20240105", "20240305"]
        np.testing.assert_allclose(series.at_date(1), rate * 60 / DAYS_PER_YEAR, atol=1e-6)
        assert np.nanmax(np.abs(series.at_date(0))) == 0
        place = json.loads(series.attributes["reference"])
    assert place["longitude"] == pytest.approx(miniature.REFERENCE[0], abs=1e-3)
