"""Baselines and metadata of a LiCSAR frame."""

import math
from pathlib import Path

import pytest
from miniatures.licsar import baseline_text, metadata_text
from product_truth import Truth

from scarpwatch.errors import InputError
from scarpwatch.stacks.licsar.metadata import read_baselines, read_metadata, require_direction

TRUTH = Truth()


def write(folder: Path, text: str) -> Path:
    (folder / "file").write_text(text)
    return folder / "file"


@pytest.mark.parametrize("old", [False, True])
def test_baselines_of_both_forms(old: bool, tmp_path: Path) -> None:
    found = read_baselines(write(tmp_path, baseline_text(TRUTH, old=old)))
    for first, second in TRUTH.pairs:
        assert found.between(first, second) == pytest.approx(TRUTH.baseline(first, second))
        assert found.between(second, first) == pytest.approx(-TRUTH.baseline(first, second))
    assert found.strange == 0
    assert not found.made_up


def test_a_date_that_is_not_listed_is_not_known(tmp_path: Path) -> None:
    found = read_baselines(write(tmp_path, baseline_text(TRUTH, dates=TRUTH.dates[:4])))
    assert math.isfinite(found.between(*TRUTH.pairs[0]))
    assert math.isnan(found.between(TRUTH.dates[3], TRUTH.dates[4]))


def test_different_primes_are_not_mixed(tmp_path: Path) -> None:
    text = "20240105 20240117 50.0 12\n20240129 20240210 -20 12\n"
    found = read_baselines(write(tmp_path, text))
    assert found.between(TRUTH.dates[0], TRUTH.dates[1]) == 50
    assert math.isnan(found.between(TRUTH.dates[1], TRUTH.dates[3]))


def test_strange_lines_are_counted(tmp_path: Path) -> None:
    text = "prime date bperp dt\n\n20240105 20240117 n/a 12\n20240105 20240117\n" + baseline_text(TRUTH)
    found = read_baselines(write(tmp_path, text))
    assert found.strange == 3
    assert math.isfinite(found.between(*TRUTH.pairs[0]))
    assert read_baselines(write(tmp_path, "")).of_prime == {}


def test_numbers_that_licsbas_made_up_are_told(tmp_path: Path) -> None:
    """Random and below 1 m: what its `make_dummy_bperp` writes where there is no file."""
    values = [0, 0.71, -0.62, 0.35, -0.11, 0.94]
    lines = [
        f"{n:3d} 20240105 {day:%Y%m%d} {value:5.2f} {12 * n:4d} 0 {12 * n:4d} 0 {value:5.2f}"
        for n, (day, value) in enumerate(zip(TRUTH.dates, values, strict=True))
    ]
    assert read_baselines(write(tmp_path, "\n".join(lines))).made_up


def test_metadata(tmp_path: Path) -> None:
    found = read_metadata(write(tmp_path, metadata_text(TRUTH)))
    assert found.heading_deg == TRUTH.heading_deg
    assert found.centre_range == pytest.approx(TRUTH.centre_range)
    assert found.incidence_deg == pytest.approx(math.degrees(float(TRUTH.incidence(113.63, 23.6))))


def test_what_metadata_does_not_say_is_not_made_up(tmp_path: Path) -> None:
    assert all(map(math.isnan, read_metadata(write(tmp_path, "master=20240129\nheading=\n"))))


@pytest.mark.parametrize(
    ("frame", "heading", "right"),
    [
        ("106A_05248_131313", -12.3, True),
        ("106A_05248_131313", 347.7, True),
        ("106D_05248_131313", -167.9, True),
        ("106D_05248_131313", 192.1, True),
        ("106D_05248_131313", -12.3, False),
        ("106A_05248_131313", 192.1, False),
        ("", -12.3, True),
        ("106D_05248_131313", math.nan, True),
    ],
)
def test_the_frames_letter_is_its_direction(frame: str, heading: float, right: bool) -> None:
    if right:
        require_direction("E.tif", frame, heading, "its heading")
    else:
        with pytest.raises(InputError, match=rf"by its heading .* the frame {frame} is (a|de)scending"):
            require_direction("E.tif", frame, heading, "its heading")


@pytest.mark.parametrize("line", ["avg_incidence_angle=0.68", "heading=north", "centre_range_m=880"])
def test_wrong_units_are_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=line.split("=")[0]):
        read_metadata(write(tmp_path, line))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_metadata(tmp_path / "none.txt")
