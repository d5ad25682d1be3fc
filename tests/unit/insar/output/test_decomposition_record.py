"""What the assumptions behind two tracks' components cost, and what each sees at the other's reference."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.decomposition import BLIND, OUTSIDE, decompose, solver
from scarpwatch.insar.output.decomposition_record import (
    decomposition_record,
    decomposition_tags,
    north_and_offset,
    period,
    rate_at,
)

SHAPE = (20, 30)
GRID = Grid(CRS.from_epsg(4326), Affine(0.001, 0, 113.6, 0, -0.001, 23.65), SHAPE)
EVERYWHERE = np.ones(SHAPE, bool)
PLACE = {"longitude": 113.6105, "latitude": 23.6405}  # row 9, column 10


def look(heading_deg):
    incidence, towards = np.deg2rad(38.0), np.deg2rad(heading_deg - 90)
    across = np.sin(incidence)
    vector = np.array([across * np.sin(towards), across * np.cos(towards), np.cos(incidence)])
    return np.broadcast_to(vector[:, None, None], (3, *SHAPE))


SOLVED = solver(look(-12.5), look(192.5))


def seen(*, north=0.0, offset=0.0):
    """Rates of both tracks over ground that sinks by 2 and slides east by 1 cm/yr."""
    rates = [vector[0] * 1.0 + vector[1] * north - vector[2] * 2.0 for vector in (look(-12.5), look(192.5))]
    return np.stack([rates[0], rates[1] + offset])


def components(**options):
    return decompose(seen(**options), np.full((2, *SHAPE), 0.1), SOLVED, EVERYWHERE)


def test_the_error_of_north_motion_is_what_it_does():
    told = north_and_offset(SOLVED, EVERYWHERE, (np.nan, np.nan))["error_per_north_motion"]
    moving = components(north=3.0)
    assert np.median(moving.vertical) + 2 == pytest.approx(3 * told["vertical"], abs=1e-5)
    assert np.median(moving.east) - 1 == pytest.approx(3 * told["east"], abs=1e-5)
    # Both tracks see north motion alike, nearly as they see subsidence.
    assert told["vertical"] == pytest.approx(-np.tan(np.deg2rad(38)) * np.sin(np.deg2rad(12.5)), abs=1e-6)
    assert told["east"] == pytest.approx(0, abs=1e-9)


def test_a_constant_between_the_tracks_goes_through_as_told():
    told = north_and_offset(SOLVED, EVERYWHERE, (0.1, 0.2))
    other = told["per_offset_of_the_other_track"]
    moved = components(offset=0.7)
    assert np.median(moved.vertical) + 2 == pytest.approx(0.7 * other["vertical"], abs=1e-5)
    assert np.median(moved.east) - 1 == pytest.approx(0.7 * other["east"], abs=1e-5)
    expected = np.hypot(0.1 * told["per_offset_of_this_track"]["vertical"], 0.2 * other["vertical"])
    assert told["offset_sigma_cm_per_year"]["vertical"] == pytest.approx(expected)
    assert "offset_sigma_cm_per_year" not in north_and_offset(SOLVED, EVERYWHERE, (0.1, np.nan))


def test_the_rate_at_a_place_is_the_median_around_it():
    rate = np.full(SHAPE, np.nan)
    assert rate_at(rate, GRID, PLACE) is None
    rate[9, 10], rate[9, 12], rate[8, 9] = 1.0, 50.0, 2.0
    rate[9, 13] = 1000.0  # one cell too far
    assert rate_at(rate, GRID, PLACE) == 2.0
    assert rate_at(rate, GRID, {"longitude": 120.0, "latitude": 23.6}) is None


def test_the_record_of_both_runs():
    blind = np.zeros(SHAPE, np.uint8)
    blind[:5] = BLIND.index("not measured on this track")
    blind[-5:] = OUTSIDE
    qualities = [
        {
            "first_date": f"{year}-01-05",
            "last_date": f"{year}-03-05",
            "reference": PLACE,
            "reference_offset_sigma_cm_per_year": 0.2,
        }
        for year in (2024, 2023)
    ]
    found = decomposition_record(seen(), SOLVED, components(), blind, GRID, qualities)
    assert (found["period"], found["other_period"]) == (period(qualities[0]), "2023-01-05 to 2023-03-05")
    assert found["shares"]["not measured on this track"] == pytest.approx(1 / 3)
    assert sum(found["shares"].values()) == pytest.approx(1)
    assert found["other_track_at_this_reference_cm_per_year"] == pytest.approx(seen()[1, 0, 0])
    assert found["median_sigma_cm_per_year"]["east"] == pytest.approx(0.1 * found["amplification"]["east"])


def test_tags_name_both_periods_and_references():
    qualities = [{"first_date": f"20{n}-01-05", "last_date": f"20{n}-06-05"} for n in (24, 25)]
    tags = decomposition_tags(qualities, [{"REFERENCE": "here"}, {}])
    assert "2024" in tags["PERIOD"] and "2025" in tags["OTHER_PERIOD"]
    assert (tags["REFERENCE"], tags["OTHER_REFERENCE"]) == ("here", "")
