"""GAMMA's parameter files."""

import math
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.gamma.parameters import read_acquisition, read_baseline, read_lookup

SLC = """Gamma Interferometric SAR Processor (ISP) - Image Parameter File
sensor:    S1A IW IW1 VV
azimuth_lines:                   200
azimuth_line_time:     2.0000000e-03   s
range_looks:                       8
azimuth_looks:                     2
heading:                 -12.2742586   degrees
range_pixel_spacing:        2.329562   m
near_range_slc:           798980.1369  m
center_range_slc:         878319.1947  m
incidence_angle:             39.7036   degrees
radar_frequency:        5.4050005e+09  Hz
sar_to_earth_center:             7073899.1954   m
earth_radius_below_sensor:       6375868.9414   m
"""
BASE = """initial_baseline(TCN):         -0.15        40.0         4.0   m   m   m
initial_baseline_rate:          0.0         0.06        0.01   m/s m/s m/s
precision_baseline(TCN):        {0}   m   m   m
precision_baseline_rate:        0.0         0.07        0.02   m/s m/s m/s
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_an_image(tmp_path: Path) -> None:
    image = read_acquisition(write(tmp_path / "a_slc.par", SLC))
    assert image.wavelength == pytest.approx(0.0554658, abs=1e-7)
    assert math.degrees(image.incidence) == pytest.approx(39.7036)
    assert math.degrees(image.heading) == pytest.approx(-12.2742586)
    assert image.looks == 16
    assert image.sensor == "S1A IW IW1 VV"


def test_angles_of_the_triangle_agree_with_gammas(tmp_path: Path) -> None:
    image = read_acquisition(write(tmp_path / "a_slc.par", SLC))
    incidence = image.incidence_angle(np.array([[image.centre_range]]), np.zeros((1, 1)))
    assert incidence.item() == pytest.approx(image.incidence, abs=1e-5)
    # From GAMMA's own baseline table for this image: 35.154 degrees in the middle of the swath.
    assert math.degrees(image.look_angle(image.centre_range)) == pytest.approx(35.154, abs=0.1)
    higher = image.incidence_angle(np.array([[image.centre_range]]), np.array([[2000.0]]))
    assert higher.item() > incidence.item()


def test_a_perpendicular_baseline(tmp_path: Path) -> None:
    baseline = read_baseline(write(tmp_path / "p_base.par", BASE.format("0.0 40.1 4.5")))
    look = math.radians(30.0)
    assert baseline.perpendicular(look) == pytest.approx(40.1 * math.cos(look) - 4.5 * 0.5)
    moved = baseline.perpendicular(look, 10.0) - baseline.perpendicular(look)
    assert moved == pytest.approx(0.7 * math.cos(look) - 0.2 * 0.5)


def test_the_orbits_baseline_stands_in_for_a_precise_one_that_is_not_estimated(tmp_path: Path) -> None:
    baseline = read_baseline(write(tmp_path / "p_base.par", BASE.format("0.0 0.0 0.0")))
    assert (baseline.across, baseline.down, baseline.across_rate) == (40.0, 4.0, 0.06)


def test_the_range_of_the_middle_follows_from_the_samples(tmp_path: Path, shared_real: Path) -> None:
    text = (shared_real / "mexico_city_s1" / "headers" / "r20180106_VV_slc.par").read_text()
    whole = read_acquisition(write(tmp_path / "a_slc.par", text))
    assert whole.centre_range == 878319.1947
    text = "".join(line for line in text.splitlines(True) if not line.startswith("center_range_slc"))
    assert read_acquisition(write(tmp_path / "b_slc.par", text)).centre_range == pytest.approx(
        878319.1947, abs=1
    )
    text = "".join(line for line in text.splitlines(True) if not line.startswith("range_samples"))
    with pytest.raises(InputError, match="`range_samples` is missing"):
        read_acquisition(write(tmp_path / "c_slc.par", text))


def test_the_middle_without_its_line(tmp_path: Path) -> None:
    text = SLC.replace("center_range_slc:         878319.1947  m", "range_samples: 68116")
    image = read_acquisition(write(tmp_path / "a_slc.par", text))
    assert image.centre_range == pytest.approx(798980.1369 + 68115 / 2 * 2.329562)


@pytest.mark.parametrize("key", ["radar_frequency", "sar_to_earth_center", "heading"])
def test_a_missing_value_is_named(tmp_path: Path, key: str) -> None:
    lines = [line for line in SLC.splitlines() if not line.startswith(key)]
    with pytest.raises(InputError, match=key):
        read_acquisition(write(tmp_path / "a_slc.par", "\n".join(lines)))


@pytest.mark.parametrize("number", ["nan", "inf", "-nan"])
@pytest.mark.parametrize("key", ["heading", "near_range_slc", "radar_frequency", "incidence_angle"])
def test_a_number_that_is_none_is_named(tmp_path: Path, key: str, number: str) -> None:
    text = re.sub(rf"(?m)^{key}:.*$", f"{key}: {number}", SLC)
    with pytest.raises(InputError, match=f"`{key}` is missing or is not a number"):
        read_acquisition(write(tmp_path / "a_slc.par", text))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("date:      2018 01 06", date(2018, 1, 6)),
        ("date: 2018 1 6 0 40 6.36", date(2018, 1, 6)),
        ("date: 2018 13 6", None),
        ("", None),
    ],
)
def test_the_day_of_an_image(tmp_path: Path, line: str, day: date | None) -> None:
    assert read_acquisition(write(tmp_path / "a_slc.par", f"{SLC}{line}\n")).day == day


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("7073899.1954", "7073.8991954"),
        ("6375868.9414", "9e9"),
        ("878319.1947", "-878319"),
        ("878319.1947", "8783"),
    ],
)
def test_ranges_and_radii_that_make_no_triangle(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(InputError, match="make no triangle"):
        read_acquisition(write(tmp_path / "a_slc.par", SLC.replace(old, new)))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_baseline(tmp_path / "none_base.par")


def test_a_lookup_table_is_big_endian_and_fits_the_grid(tmp_path: Path) -> None:
    truth = np.array([[1 + 2j, 0], [3.5 - 1j, 4 + 4j]])
    truth.astype(">c8").tofile(tmp_path / "a_to_rdc.lt")
    table = read_lookup(tmp_path / "a_to_rdc.lt", (2, 2))
    assert table[1, 0] == 3.5 - 1j
    assert np.isnan(table[0, 1])
    with pytest.raises(InputError, match="32 bytes where a grid of 2 x 3 cells takes 48"):
        read_lookup(tmp_path / "a_to_rdc.lt", (2, 3))


def test_baselines_agree_with_gammas_own_table(shared_real: Path) -> None:
    folder = shared_real / "mexico_city_s1"
    image = read_acquisition(folder / "headers" / "r20180106_VV_8rlks_mli.par")
    for path in sorted((folder / "geometry").glob("*_base.par")):
        baseline = read_baseline(path)
        table = path.with_name(path.name.replace("_base.par", "_bperp.par")).read_text().splitlines()
        rows = [line.split() for line in table if len(line.split()) == 9 and line.split()[0].isdigit()]
        for row in rows[:: len(rows) // 5]:
            line, sample, *_, look, _, perpendicular, _ = (float(cell) for cell in row)
            seconds = (line - image.azimuth_lines / 2) * image.line_time
            assert baseline.perpendicular(math.radians(look), seconds) == pytest.approx(
                perpendicular, abs=0.01
            )
            slant_range = image.near_range + sample * image.range_spacing
            assert math.degrees(image.look_angle(slant_range)) == pytest.approx(look, abs=0.05)
