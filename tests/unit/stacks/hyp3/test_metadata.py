"""HyP3's names and parameter files."""

import math
import zipfile
from datetime import date
from pathlib import Path

import pytest
from miniatures.hyp3 import parameter_text
from product_truth import EARTH_RADIUS, Truth

from scarpwatch.errors import InputError
from scarpwatch.stacks.hyp3.metadata import ProductName, parse_name, read_parameters

TRUTH = Truth()
DAYS = TRUTH.dates[0], TRUTH.dates[1]


@pytest.mark.parametrize(
    ("name", "first", "second", "track"),
    [
        ("S1AA_20240105T101112_20240117T101112_VVP012_INT80_G_ueF_48FE", "20240105", "20240117", ""),
        ("S1BA_20180830T101112_20180911T101026_VVP012_INT80_I_ueF_48FE", "20180830", "20180911", ""),
        ("S1BC_20240117T101112_20240105T101112_HHR012_INT40_G_weF_0a9b", "20240117", "20240105", ""),
        ("S1_372326_IW3_20240105_20240117_VV_INT80_7044", "20240105", "20240117", "372326_IW3"),
        (
            "S1_064-000000s1n00-136231s2n02-000000s3n00_IW_20240105_20240117_VV_INT80_77F1",
            "20240105",
            "20240117",
            "064_000000s1n00_136231s2n02_000000s3n00",
        ),
        (
            "S1_064_000000s1n00-136231s2n02-000000s3n00_IW_20240105_20240117_VV_INT80_77F1",
            "20240105",
            "20240117",
            "064_000000s1n00_136231s2n02_000000s3n00",
        ),
        (
            "S1A_064_E053_1_N27_3_E054_1_N27_8_20240105_20240117_VV_INT80_EA52",
            "20240105",
            "20240117",
            "064_E053_1_N27_3_E054_1_N27_8",
        ),
    ],
)
def test_names(name: str, first: str, second: str, track: str) -> None:
    time = "" if track else "101112"
    found = parse_name(name)
    channel = "HH" if "HH" in name else "VV"
    assert found == ProductName(date.fromisoformat(first), date.fromisoformat(second), track, time, channel)


@pytest.mark.parametrize(
    "name",
    [
        "S1A_IW_SLC__1SDV_20240105T101112_20240105T101139_052026_0649B2_9A3C",
        "S1AA_20241305T101112_20240117T101112_VVP012_INT80_G_ueF_48FE",
        "S1_372326_IW3_20240105_20240117_VV_INT80_7044_unw_phase",
    ],
)
def test_what_is_no_name_of_an_interferogram(name: str) -> None:
    assert parse_name(name) is None


def write(folder: Path, text: str) -> str:
    (folder / "product.txt").write_text(text)
    return str(folder / "product.txt")


def test_a_parameter_file(tmp_path: Path) -> None:
    found = read_parameters(write(tmp_path, parameter_text(TRUTH, *DAYS)))
    assert found.heading_deg == pytest.approx(-12.5)  # written as 347.5
    assert found.far_baseline == pytest.approx(33.9)  # written as -33.9
    assert found.earth_radius == EARTH_RADIUS
    assert found.centre_range == TRUTH.centre_range
    assert found.looks == 40
    assert found.sensor == "Sentinel-1A"


def test_a_parameter_file_in_the_words_of_older_products(tmp_path: Path) -> None:
    text = parameter_text(TRUTH, *DAYS).replace("Reference Granule", "Master Granule")
    found = read_parameters(write(tmp_path, text.replace("Secondary Granule", "Slave Granule")))
    assert (found.sensor, found.acquired) == ("Sentinel-1A", 36672.0)


@pytest.mark.parametrize(
    ("platform", "orbit", "relative"),
    # S1A of the real annotations; a pair of HyP3's guide; C before and after it was moved; D from its manifests.
    [
        ("S1A", "058630", 108),
        ("S1A", "019219", 72),
        ("S1B", "008323", 72),
        ("S1C", "001681", 110),
        ("S1C", "008018", 147),
        ("S1C", "008019", 46),
        ("S1D", "002389", 73),
        ("S1D", "004762", 171),
    ],
)
def test_relative_orbits(platform: str, orbit: str, relative: int, tmp_path: Path) -> None:
    text = f"Reference Granule: {platform}_IW_SLC_\nOrbit Number: {orbit}\nPass Direction: DESCENDING\n"
    assert read_parameters(write(tmp_path, text)).track == f"relative orbit {relative} descending"


def test_the_relative_orbit_of_a_real_scene(shared_real: Path, tmp_path: Path) -> None:
    manifest = next(shared_real.glob("s1a_pair_annotation/*_058630_*.SAFE/manifest.safe")).read_text()
    assert 'type="start">108</' in manifest
    text = "Reference Granule: S1A_IW_SLC_\nReference Orbit Number: 58630\n"
    assert read_parameters(write(tmp_path, text)).track == "relative orbit 108"


def test_what_is_not_known_is_not_made_up(tmp_path: Path) -> None:
    found = read_parameters(write(tmp_path, "Reference Granule: S1E_IW_SLC_\nBaseline: nan\n"))
    assert math.isnan(found.far_baseline)
    assert math.isnan(found.heading_deg)
    assert math.isnan(found.looks)
    assert found.track == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no line `Reference Granule"),
        ("Reference Granule: S1A_\nHeading: north\n", "`heading` is 'north'"),
    ],
)
def test_faults(text: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=fault):
        read_parameters(write(tmp_path, text))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_parameters(str(tmp_path / "none.txt"))


def test_a_parameter_file_is_not_read_beyond_the_size_of_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/a.txt", bytes(2**24 + 1))
    with pytest.raises(InputError, match="such a file has 16,777,216 at most"):
        read_parameters(f"/vsizip/{tmp_path}/a.zip/a/a.txt")
