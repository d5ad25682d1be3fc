import numpy as np
import pytest
from affine import Affine

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import decode_coherence, encode_coherence
from scarpwatch.insar.interferograms.formation import form_interferogram
from scarpwatch.insar.interferograms.pair_files import (
    form_pairs,
    name_of,
    pair_tags,
    write_interferogram,
    write_unwrapped,
)

DAYS = ("20240107", "20240119", "20240131")
LOOKS = (2, 3)
GRID = Grid(None, Affine.identity(), (80, 120))
COARSE = Grid(None, Affine.scale(3, 2), (40, 40))


def tags_of(day, baseline):
    return {"DATE": day, "WAVELENGTH_M": "0.0555", "PERPENDICULAR_BASELINE_M": str(baseline), "SENSOR": "S1"}


def write_images(folder):
    rng = np.random.default_rng(0)
    echo = rng.normal(size=GRID.shape) + 1j * rng.normal(size=GRID.shape)
    paths, images = [], []
    for number, day in enumerate(DAYS):
        ramp = np.exp(1j * number * np.arange(GRID.shape[1]) / 12)
        image = (echo * ramp).astype(np.complex64)
        image[:4, :6] = 0
        images.append(image)
        paths.append(str(folder / f"{day}.tif"))
        write_raster(paths[-1], image, GRID, nodata=0, tags=tags_of(day, 40.0 * number), compress="none")
    return paths, images


def test_the_pairs_of_a_date_are_formed_and_unwrapped(tmp_path):
    paths, images = write_images(tmp_path)
    pairs = form_pairs(paths[:2], paths[2], LOOKS)
    assert [name_of(pair) for pair in pairs] == ["20240107_20240131", "20240119_20240131"]
    for number, pair in enumerate(pairs):
        formed = form_interferogram(images[number], images[2], LOOKS)
        np.testing.assert_array_equal(pair.interferogram, formed.interferogram)
        np.testing.assert_array_equal(pair.codes, encode_coherence(formed.coherence))
    made = [str(tmp_path / f"{kind}.tif") for kind in ("coherence", "unwrapped", "components")]
    unwrapping = {"method": "whirlwind", "min_coherence": 0.15}
    write_unwrapped(made, pairs[0], COARSE, mask=None, goldstein_alpha=0.0, unwrapping=unwrapping)
    phase, grid = read_raster(made[1])
    assert grid == COARSE
    known = np.isfinite(phase)
    assert (~known).sum() == 4  # 2 x 2 cells without data
    # A ramp of two steps of 1/12 rad per single-look cell against the echo of the reference.
    assert np.diff(phase, axis=1)[4:].mean() == pytest.approx(-2 * 3 / 12, abs=0.01)
    assert (read_raster(made[2])[0][known] == 1).all()
    codes, _ = read_raster(made[0])
    np.testing.assert_array_equal(codes, pairs[0].codes)
    mean = np.nanmean(decode_coherence(codes).astype(float))
    np.testing.assert_allclose(float(read_tags(made[0])["MEAN_COHERENCE"]), mean, rtol=1e-12)
    write_interferogram(str(tmp_path / "wave.tif"), pairs[0], COARSE)
    np.testing.assert_array_equal(read_raster(tmp_path / "wave.tif")[0], pairs[0].interferogram)


def test_tags_of_a_pair_are_those_of_its_images():
    tags = pair_tags(tags_of(DAYS[0], 40.0), tags_of(DAYS[2], -10.5), LOOKS)
    assert tags == {
        "REFERENCE_DATE": "20240107",
        "SECONDARY_DATE": "20240131",
        "WAVELENGTH_M": "0.0555",
        "PERPENDICULAR_BASELINE_M": -50.5,
        "LOOKS": 6,
        "SENSOR": "S1",
    }
