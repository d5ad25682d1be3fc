"""One date of SNAP's metadata: numbers and units, baselines from orbits, and the real pair near Amsterdam."""

from pathlib import Path

import numpy as np
import pytest
from product_truth import WAVELENGTH, Truth
from snap_files import write_dimap
from snap_simulation import LINE_S, metadata
from truth_orbit import MIDDLE

from scarpwatch.errors import InputError
from scarpwatch.stacks.snap.acquisition import acquisition_of, orbit_baseline, reference_of
from scarpwatch.stacks.snap.metadata import read_document

TRUTH = Truth()


@pytest.fixture
def root(tmp_path: Path):
    return read_document(
        str(write_dimap(tmp_path, "a", {"i_VV": np.zeros((2, 2))}, metadata(TRUTH, TRUTH.dates)))
    )


def test_what_the_reference_says(root) -> None:
    image = reference_of(root, "a.dim")
    assert image.date == TRUTH.dates[0]
    assert image.wavelength_m == pytest.approx(WAVELENGTH, rel=1e-12)
    assert image.heading_deg == pytest.approx(TRUTH.heading_deg)
    assert image.sensor == "Sentinel-1A"
    assert image.track == "relative orbit 11 ascending IW1"
    assert (image.line_s, image.range_spacing_m, image.looks) == (LINE_S, 17.0, 1.0)
    west, south, east, north = image.bounds
    assert west < image.start[0] < east
    assert south < image.start[1] < north


def test_every_date_has_its_own_orbit(root) -> None:
    reference = reference_of(root, "a.dim")
    for day, expected in zip(TRUTH.dates, TRUTH.baselines, strict=True):
        other = acquisition_of(root, day, "a.dim")
        assert other.date == day
        found = orbit_baseline(reference, other, longitude=MIDDLE[0], latitude=MIDDLE[1], height=120.0)
        assert found == pytest.approx(expected, abs=0.05)
    with pytest.raises(
        InputError, match="it has an image of 2023-01-05, and metadata of 2024-01-05, 2024-01-17"
    ):
        acquisition_of(root, TRUTH.dates[0].replace(year=2023), "a.dim")


@pytest.mark.parametrize("name", ["radar_frequency", "slant_range_to_first_pixel", "first_line_time"])
def test_what_is_missing_is_named(root, name) -> None:
    main = root.child("Abstracted_Metadata")
    kept = main.attributes.pop(name)
    with pytest.raises(InputError, match=f"Abstracted_Metadata does not say {name}"):
        reference_of(root, "a.dim")
    main.attributes[name] = kept
    reference_of(root, "a.dim")


def test_an_orbit_takes_state_vectors(root) -> None:
    vectors = root.child("Abstracted_Metadata").child("Orbit_State_Vectors")
    kept = vectors.children.copy()
    del vectors.children[1:]
    with pytest.raises(InputError, match="the orbit state vectors of Abstracted_Metadata make no orbit"):
        reference_of(root, "a.dim")
    vectors.children = kept


def test_baseline_of_a_real_pair(shared_real: Path) -> None:
    """SNAP's number, 33.90 m for the whole image, has the sign and size of that of the orbits in the cut."""
    path = shared_real / "amsterdam_s1_pair" / "20230319-coreg.znap" / "SNAP" / "product_metadata.json"
    root = read_document(str(path))
    reference = reference_of(root, str(path))
    assert str(reference.date) == "2023-03-31"
    other = acquisition_of(root, reference.date.replace(day=19), str(path))
    found = orbit_baseline(reference, other, longitude=4.896, latitude=52.371, height=48.0)
    assert found == pytest.approx(33.75, abs=0.02)
