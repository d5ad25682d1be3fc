"""Images of LiCSBAS's series: layers that have another size or cannot be."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from miniatures import licsbas as maker
from product_truth import Truth, degree_grid

from scarpwatch.errors import InputError
from scarpwatch.stacks.licsbas.images import read_displacement, read_quality, read_sight
from scarpwatch.stacks.licsbas.series_file import whole_grid

TRUTH = Truth()
LON, LAT, _ = degree_grid()


@pytest.fixture
def series(tmp_path: Path) -> Path:
    return maker.write(tmp_path, TRUTH) / "cum.h5"


def change(path: Path, name: str, make) -> None:
    with h5py.File(path, "r+") as file:
        values = make(file[name][()])
        del file[name]
        file[name] = values


def test_the_line_of_sight(series: Path) -> None:
    grid = whole_grid(series)
    change(series, "E.geo", lambda part: np.where(np.arange(part.size).reshape(part.shape) < 7, np.nan, part))
    layers, heading = read_sight(series, grid, grid)
    known = np.isfinite(layers["incidence"])
    assert (~known).sum() == 7
    for name, true in zip(("east", "north", "up"), TRUTH.los(LON, LAT), strict=True):
        assert np.abs(layers[f"los_{name}"] - true)[known].max() < 1e-6
        assert np.isnan(layers[f"los_{name}"][~known]).all()
    assert np.abs(layers["incidence"] - TRUTH.incidence(LON, LAT))[known].max() < 1e-5
    assert heading == pytest.approx(TRUTH.heading_deg, abs=0.1)


@pytest.mark.parametrize(
    ("name", "make", "fault"),
    [
        ("U.geo", lambda part: -part, "not a unit vector that points from the ground up"),
        ("E.geo", lambda part: 2 * part, "not a unit vector"),
        ("N.geo", lambda part: part * np.nan, "not a unit vector"),
        ("E.geo", lambda part: part[:-1], "the size of E.geo is"),
    ],
)
def test_a_look_vector_that_is_none(series: Path, name: str, make, fault: str) -> None:
    change(series, name, make)
    grid = whole_grid(series)
    with pytest.raises(InputError, match=fault):
        read_sight(series, grid, grid)


def test_a_coherence_that_is_none(series: Path) -> None:
    change(series, "coh_avg", lambda part: 255 * part)
    with pytest.raises(InputError, match=r"coh_avg goes from 0 to \d+.*, where 0 to 1 belongs"):
        read_quality(series, whole_grid(series))


def test_displacement_is_relative_to_the_first_date_that_is_kept(series: Path) -> None:
    from rasterio.windows import Window

    with h5py.File(series, "r+") as file:
        file["cum"][:, 0, 0] = 7
        file["cum"][2, 0, 1] = np.nan
        found = read_displacement(file, [1, 2, 4], Window(0, 0, 3, 1))
        stored = file["cum"][:, 0, :3]
    assert found[:, 0, 0].tolist() == [0, 0, 0]
    assert np.isfinite(found[:, 0, 1]).tolist() == [True, False, True]
    assert found[2, 0, 2] == pytest.approx((stored[4, 2] - stored[1, 2]) / 1000, abs=1e-9)


@pytest.mark.parametrize("odd", [np.inf, -1.0, 1e30])
def test_numbers_of_pairs_that_are_none(series: Path, odd: float) -> None:
    change(series, "n_unw", lambda part: np.where(np.arange(part.size).reshape(part.shape) == 3, odd, part))
    with pytest.raises(InputError, match="n_unw is negative or beyond any number of pairs"):
        read_quality(series, whole_grid(series))
