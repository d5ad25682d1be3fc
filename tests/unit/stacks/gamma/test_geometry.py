"""Geometry of a GAMMA stack."""

import math
from pathlib import Path

import numpy as np
import pytest
from gamma_par import PAR

from scarpwatch.errors import InputError
from scarpwatch.stacks.gamma.geometry import pair_baseline, view_area, view_cells
from scarpwatch.stacks.gamma.parameters import read_acquisition

SHAPE = (4, 5)


@pytest.fixture
def par(tmp_path: Path) -> Path:
    (tmp_path / "a.par").write_text(PAR)
    return tmp_path / "a.par"


@pytest.fixture
def lookup(tmp_path: Path) -> Path:
    table = np.arange(20).reshape(SHAPE) * 10.0 + 150j
    table[0, 0] = 5.0 + 150j
    table.astype(">c8").tofile(tmp_path / "a_to_rdc.lt")
    return tmp_path / "a_to_rdc.lt"


def test_without_a_lookup_table_the_middle_of_the_image_stands_for_all(par: Path) -> None:
    image = read_acquisition(par)
    slant_range, incidence = view_cells(image, np.zeros(SHAPE, np.float32))
    assert (slant_range == np.float32(878319.0)).all()
    assert incidence[0, 0] == pytest.approx(math.radians(39.7036))
    assert view_area(image, SHAPE).seconds == 0.0


def test_with_a_lookup_table_every_cell_has_its_own(par: Path, lookup: Path) -> None:
    image = read_acquisition(par)
    height = np.full(SHAPE, 2000.0, np.float32)
    height[1, 1] = np.nan
    slant_range, incidence = view_cells(image, height, lookup=lookup, mli_par=par)
    assert slant_range[2, 3] == pytest.approx(800000 + 18.6 * 130, abs=0.1)
    assert (np.diff(incidence.ravel()) > 0).all()  # farther out, flatter; the unknown height is filled in
    # The sphere's own check: law of sines, with the angle at Earth's centre.
    satellite, ground = image.satellite_radius, image.earth_radius + 2000
    look = math.asin(ground * math.sin(incidence[2, 3]) / satellite)
    chord = satellite * math.sin(incidence[2, 3] - look) / math.sin(incidence[2, 3])
    assert chord == pytest.approx(slant_range[2, 3], rel=1e-5)
    view = view_area(image, SHAPE, lookup=lookup, mli_par=par)
    assert view.seconds == pytest.approx(50 * 4e-3)
    assert view.look_angle < image.look_angle(image.centre_range)


def test_a_lookup_table_of_another_image_is_named(par: Path, tmp_path: Path) -> None:
    np.full(SHAPE, 1e9 + 150j).astype(">c8").tofile(tmp_path / "b_to_rdc.lt")
    with pytest.raises(
        InputError, match=r"b_to_rdc\.lt: its range samples, 1e\+09 on average, are not those of a\.par"
    ):
        view_area(read_acquisition(par), SHAPE, lookup=tmp_path / "b_to_rdc.lt", mli_par=par)


def test_baselines(par: Path, tmp_path: Path) -> None:
    base = tmp_path / "p_base.par"
    base.write_text("precision_baseline(TCN): 0.0 40.0 4.0 m\nprecision_baseline_rate: 0.0 0.0 0.0 m/s\n")
    view = view_area(read_acquisition(par), SHAPE)
    value = pair_baseline(base, view)
    assert value == pytest.approx(40 * math.cos(view.look_angle) - 4 * math.sin(view.look_angle))
    assert pair_baseline(base, view, backwards=True) == -value
    assert math.isnan(pair_baseline(None, view))


def test_mexico_city_is_seen_more_steeply_than_the_middle_of_its_image(shared_real: Path) -> None:
    folder = shared_real / "mexico_city_s1"
    image = read_acquisition(folder / "headers" / "r20180106_VV_slc.par")
    lookup = next((folder / "geometry").glob("*_to_rdc.lt"))
    par = folder / "headers" / "r20180106_VV_8rlks_mli.par"
    height = np.full((60, 100), 2235.0, np.float32)
    _, incidence = view_cells(image, height, lookup=lookup, mli_par=par)
    assert np.degrees(incidence.min()) == pytest.approx(31.15, abs=0.1)
    assert (np.diff(incidence, axis=1) > 0).all()  # ascending, looking right: flatter towards the east
