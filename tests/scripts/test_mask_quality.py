"""The quality mask of files with known faults, and what is left of the scene."""

import json

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import read_json, run_main

from scarpwatch.config.deformation.quality import QualitySettings
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, open_raster, read_raster, read_tags, write_raster
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.file import read_series, write_series

DATES = ["20240101", "20240401", "20240630", "20240930", "20241231", "20250401"]
GRID = Grid(CRS.from_epsg(32616), Affine(100, 0, 740_000, 0, -100, 4_060_000), (20, 24))
REFERENCE = Reference(3, 4, 1, "by the test", longitude=-84.25, latitude=36.5)._asdict()
RATE = np.linspace(-0.08, 0.03, GRID.shape[0] * GRID.shape[1]).reshape(GRID.shape).astype(np.float32)


def run(folder, *, if_disconnected="stop", layover=None, closure=0.0, bias=0.0, quality=None, **changed):
    def full(value, dtype=np.float32):
        return np.array(np.broadcast_to(value, GRID.shape), dtype)

    layers = {
        "residual_rms": (full(changed.get("residual_rms", 0.4)), "rad"),
        "temporal_coherence": (full(changed.get("temporal_coherence", 0.9)), "1"),
        "rank": (full(changed.get("rank", 5), np.int16), "1"),
        "pairs": (full(changed.get("pairs", 9), np.int16), "1"),
        "dates": (full(changed.get("seen_dates", 6), np.int16), "1"),
    }
    if "noise_coherence" in changed:
        layers["noise_coherence"] = (full(changed["noise_coherence"]), "1")
    if "pattern" in changed:
        layers["subset_pattern"] = (full(changed["pattern"], np.int32), "1")
    attributes = {"reference": json.dumps(REFERENCE), "wavelength_m": 0.0555}
    told = {"patterns": 1, "rate": 80, "cumulative": 80, "inflation": 2.0}
    attributes["subsets"] = json.dumps(told)
    series = np.zeros((len(DATES), *GRID.shape), np.float32)
    write_series(folder / "series.nc", GRID, layers, displacement=series, dates=DATES, attributes=attributes)
    layers = {"rate": (RATE, "m/yr"), "sigma": (full(0.002), "m/yr")}
    attributes["reference_offset_sigma_m_per_year"] = 0.0031
    write_series(folder / "velocity.nc", GRID, layers, attributes=attributes)
    write_raster(folder / "closure.tif", full(closure), GRID)
    write_raster(folder / "bias.tif", np.stack([full(bias), full(0.1)]), GRID)
    write_raster(folder / "height.tif", full(changed.get("height", 300)), GRID)
    mask = []
    if layover is not None:
        mask = [str(folder / "layover.tif")]
        write_raster(mask[0], full(layover, np.uint8), GRID)
    files = {name: str(folder / f"{name}.nc") for name in ("series", "velocity")}
    return run_main(
        "mask_quality",
        inputs={
            **files,
            "closure": str(folder / "closure.tif"),
            "phase_bias": str(folder / "bias.tif"),
            "mask": mask,
            "height": str(folder / "height.tif"),
        },
        output={"mask": str(folder / "mask.tif"), "quality": str(folder / "quality.json")},
        params={
            "quality": {**QualitySettings().model_dump(), **(quality or {})},
            "if_disconnected": if_disconnected,
        },
    )


def test_what_is_left_of_a_good_scene(tmp_path):
    made = run(tmp_path)
    assert not read_removed(made.mask).any()
    quality = read_json(made.quality)
    assert quality["first_date"] == "2024-01-01"
    assert quality["last_date"] == "2025-04-01"
    assert (quality["dates"], quality["pairs"], quality["pixels"], quality["full_rank"]) == (6, 9, 480, 5)
    assert quality["measured_share"] == quality["full_rank_share"] == 1
    rates = quality["rate_cm_per_year"]
    assert (rates["min"], rates["median"], rates["max"]) == pytest.approx((-8, -2.5, 3), abs=1e-4)
    assert quality["residual_rms_rad"] == pytest.approx(0.4)
    assert quality["rate_sigma_median_cm_per_year"] == pytest.approx(0.2)
    assert quality["reference_offset_sigma_cm_per_year"] == pytest.approx(0.31)
    assert quality["reference"] == REFERENCE
    assert read_tags(made.mask)["REFERENCE"] == "-84.250000 E, 36.500000 N (by the test)"


def test_each_band_shows_its_criterion(tmp_path):
    coherence = np.full(GRID.shape, 0.9)
    coherence[:, :6] = 0.6999
    rank = np.full(GRID.shape, 5)
    rank[-1] = 4
    pairs = np.full(GRID.shape, 9)
    pairs[0] = 0
    layover = np.zeros(GRID.shape)
    layover[5:8, 5:8] = 1
    closure = np.zeros(GRID.shape)
    closure[:, -1] = 0.4
    faults = {"temporal_coherence": coherence, "rank": rank, "pairs": pairs}
    quality = {"max_nonzero_closure_share": 0.25}
    made = run(tmp_path, layover=layover, closure=closure, quality=quality, **faults)
    with open_raster(made.mask) as source:
        bands = dict(zip(source.descriptions, source.read().astype(bool), strict=True))
    seen = pairs > 0
    expected = {
        "no_data": ~seen,
        "layover_shadow": layover > 0,
        "rank": (rank == 4) & seen,
        "temporal_coherence": (coherence < 0.7) & seen,
        "nonzero_closure": (closure > 0.25) & seen,
    }
    for name, band in bands.items():
        if name != "removed":
            np.testing.assert_array_equal(band, expected.get(name, np.zeros(GRID.shape, bool)), err_msg=name)
    removed = np.any(list(expected.values()), axis=0)
    np.testing.assert_array_equal(read_removed(made.mask), removed)
    record = read_json(made.quality)
    assert record["measured_share"] == pytest.approx(1 - removed.mean())
    shares = {row["name"]: row for row in record["criteria"]}
    assert shares["temporal_coherence"]["share"] == pytest.approx(expected["temporal_coherence"].mean())
    assert shares["layover_shadow"]["only_share"] == pytest.approx(6 / 480)  # one column is incoherent too
    assert shares["phase_bias"]["limit"] is None
    assert record["rate_cm_per_year"]["max"] == pytest.approx(100 * RATE[~removed].max(), abs=1e-4)


def test_pixels_whose_pairs_reach_few_dates_are_removed_on_request(tmp_path):
    seen = np.full(GRID.shape, 6)
    seen[:3] = 4
    assert not read_removed(run(tmp_path / "default", seen_dates=seen).mask).any()
    made = run(tmp_path / "asked", seen_dates=seen, quality={"min_dates": 5})
    np.testing.assert_array_equal(read_removed(made.mask), seen == 4)


def test_pixels_beyond_the_ground_do_not_count(tmp_path):
    height, pairs = np.full(GRID.shape, 300.0), np.full(GRID.shape, 9)
    height[:5] = np.nan
    pairs[:10] = 0
    quality = read_json(run(tmp_path, height=height, pairs=pairs).quality)
    assert quality["pixels"] == 15 * 24
    assert quality["measured_share"] == pytest.approx(10 / 15)
    assert quality["criteria"][0]["share"] == pytest.approx(5 / 15)


def test_a_network_cut_in_two_is_good_enough_only_where_it_is_asked_for(tmp_path):
    rank = np.full(GRID.shape, 5)
    rank[-4:] = 4
    assert read_removed(run(tmp_path / "stop", rank=rank).mask).sum() == 4 * 24
    made = run(tmp_path / "go", rank=rank, if_disconnected="minimum_norm")
    assert not read_removed(made.mask).any()
    assert read_json(made.quality)["full_rank_share"] == pytest.approx(0.8)


def test_a_scene_without_a_good_pixel_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"no pixel passes the quality criteria.*temporal_coherence 100%"):
        run(tmp_path, temporal_coherence=0.5)
    assert not (tmp_path / "mask.tif").exists()


def test_the_rising_stack_has_its_reference_where_it_was_asked_for(rising):
    quality, wanted = read_json(rising.path("quality.json")), rising.inversion["reference"]
    assert quality["reference"]["longitude"] == pytest.approx(wanted["longitude"], abs=0.001)
    assert quality["reference"]["latitude"] == pytest.approx(wanted["latitude"], abs=0.001)
    assert quality["reference"]["chosen"] == "given in the config"


def test_the_stacks_layover_is_removed_and_coherent_ground_is_left(stack):
    removed = read_removed(stack.path("quality_mask.tif"))
    series = read_series(stack.path("timeseries.nc"))[0]
    coherence, noise = series["temporal_coherence"].values, series["noise_coherence"].values
    assert removed[~stack.clear].all()
    # Six scenes and twelve pairs: noise reaches .81, which is then the limit; with fewer pairs there is none beyond .7.
    needed = np.where(noise <= 0.85, np.maximum(noise, 0.7), 0.7)
    assert not removed[stack.clear & (coherence >= needed)].any()
    assert removed[coherence < needed].all()
    assert read_raster(stack.path("quality_mask.tif"))[0].dtype == np.uint8
    height, _ = read_raster(stack.path("stack/height.tif"))
    share = (~removed)[np.isfinite(height)].mean()
    assert read_json(stack.path("quality.json"))["measured_share"] == pytest.approx(share)


def test_a_significant_phase_bias_is_removed_where_a_limit_is_set(tmp_path):
    bias = np.zeros(GRID.shape)
    bias[2:4] = -0.6
    with open_raster(run(tmp_path, bias=bias, quality={"max_phase_bias_cm_per_year": 0.5}).mask) as source:
        bands = dict(zip(source.descriptions, source.read().astype(bool), strict=True))
    np.testing.assert_array_equal(bands["phase_bias"], bias != 0)


def test_remarks_have_bands_and_remove_nothing(tmp_path):
    noise = np.full(GRID.shape, 0.6)
    noise[3:5] = 0.94
    pattern = np.zeros(GRID.shape, np.int32)
    pattern[:, 20:] = 1
    rank = np.where(pattern > 0, 4, 5)
    made = run(tmp_path, rank=rank, noise_coherence=noise, pattern=pattern, if_disconnected="minimum_norm")
    with open_raster(made.mask) as source:
        names = source.descriptions
        bands = dict(zip(names, source.read().astype(bool), strict=True))
    assert names[-3:] == ("subsets", "cannot_be_judged", "removed")
    assert not bands["removed"].any()
    np.testing.assert_array_equal(bands["subsets"], pattern > 0)
    np.testing.assert_array_equal(bands["cannot_be_judged"], noise > 0.9)
    quality = read_json(made.quality)
    assert {decision["kind"] for decision in quality["decisions"]} == {"subsets", "few_pairs"}
    assert quality["subsets"]["measured_share"] == pytest.approx(4 / 24)
    assert quality["surplus"]["cannot_be_judged_share"] == pytest.approx(2 / 20)


def test_a_mask_that_leaves_nothing_names_the_keys(tmp_path):
    with pytest.raises(DataError, match=r"rank 100%.*network\.if_disconnected: minimum_norm"):
        run(tmp_path, rank=4)
    with pytest.raises(DataError, match=r"lower quality\.min_temporal_coherence"):
        run(tmp_path, temporal_coherence=0.5)
