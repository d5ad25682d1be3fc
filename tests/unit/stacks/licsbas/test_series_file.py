"""Headers of LiCSBAS's series, and items that are not what their names say."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from miniatures import licsbas as maker
from product_truth import Truth, degree_grid

from scarpwatch.errors import InputError
from scarpwatch.stacks.licsbas.series_file import (
    has_look_vector,
    read_dates,
    reference_area,
    told_wavelength,
    whole_grid,
)

TRUTH = Truth()
LON, _, (WEST, NORTH, SPACING) = degree_grid()


@pytest.fixture
def series(tmp_path: Path) -> Path:
    return maker.write(tmp_path, TRUTH) / "cum.h5"


def change(path: Path, name: str, value) -> None:
    """Put something else in the place of a dataset; None removes it."""
    with h5py.File(path, "r+") as file:
        del file[name]
        if value is not None:
            file[name] = value


def test_what_the_headers_say(series: Path) -> None:
    assert read_dates(series) == TRUTH.dates
    grid = whole_grid(series)
    assert grid.shape == LON.shape
    assert (grid.transform.c, grid.transform.f) == pytest.approx(
        (WEST, NORTH)
    )  # the file gives cells' centres
    assert (grid.transform.a, grid.transform.e) == (SPACING, -SPACING)
    assert has_look_vector(series)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("4:5/7:8", (7, 4)),
        ("10:21/30:33", (31, 15)),
        (b"4:5/7:8", (7, 4)),
        ("4:5", None),
        (np.arange(4), None),
        (None, None),
    ],
)
def test_the_reference_is_the_middle_of_a_window(series: Path, text, cell) -> None:
    change(series, "refarea", text)
    assert reference_area(series) == cell


def test_the_wavelength_is_that_of_its_parameters(series: Path) -> None:
    told = series.parent / "info" / "13parameters.txt"
    told.write_text("wavelength:     0.2384\n")
    assert told_wavelength(series) == 0.2384
    told.write_text("n_im: 4\n")
    assert np.isnan(told_wavelength(series))
    told.unlink()
    assert np.isnan(told_wavelength(series))


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("cum", None, "it has no dataset cum"),
        ("cum", "text", "its dataset cum is of type"),
        ("cum", np.zeros((3, 4), np.float32), "in 2 dimensions, where numbers in 3 belong"),
        ("cum", np.zeros((2, 3, 4), np.float32), "it has 2 images and 6 dates"),
        (
            "cum",
            h5py.ExternalLink("elsewhere.h5", "/cum"),
            "its dataset cum cannot be read|it has no dataset cum",
        ),
        ("imdates", np.array([b"20240105"] * 6), "its dataset imdates is of type"),
        ("imdates", np.array([20240105] * 6), "in order and each once"),
        ("imdates", np.array([20241305 + n for n in range(6)]), "its dates cannot be read"),
        ("post_lat", None, "it is in radar geometry"),
        ("post_lat", 0.001, "its cells are"),
        ("corner_lon", np.nan, "its first cell lies at nan"),
        ("corner_lat", np.zeros(2), "its dataset corner_lat is of type"),
    ],
)
def test_items_that_are_not_what_their_names_say(series: Path, name: str, value, fault: str) -> None:
    change(series, name, value)
    with pytest.raises(InputError, match=fault) as caught:
        assert read_dates(series) and whole_grid(series)
    assert caught.value.where.endswith("cum.h5")


def test_a_file_that_is_cut_short(series: Path) -> None:
    series.write_bytes(series.read_bytes()[:1000])
    with pytest.raises(InputError, match="it cannot be read as HDF5"):
        read_dates(series)
