"""What the corrections take out of the simulated stack's series, and what they leave."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from scipy.interpolate import griddata
from steps import read_json

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, write_raster
from scarpwatch.insar.series.file import read_series, write_series


def reference_window(series):
    reference = json.loads(series.attrs["reference"])
    rows, columns = (
        slice(reference[axis] - reference["half"], reference[axis] + reference["half"] + 1)
        for axis in ("row", "column")
    )
    return rows, columns


def errors(stack, series):
    """Displacement less the true motion (mm) where it is measured, all relative to the reference."""
    motion = stack.motion()
    window = motion[:, *reference_window(series)].reshape(len(motion), -1)
    motion = motion - np.median(window, axis=1)[:, None, None]
    known = np.isfinite(motion).all(axis=0) & (series["temporal_coherence"].values > 0.7) & stack.clear
    return 1000 * (series["displacement"].values - motion)[1:, known], known


def rms(values):
    return float(np.sqrt(np.mean(values**2)))


@pytest.fixture(scope="module")
def raw(stack):
    return read_series(stack.path("uncorrected.nc"))[0]


def test_ramp_weather_and_dem_error_leave_the_series(stack, raw, tmp_path):
    made = stack.run("correct_series", into=tmp_path)
    corrected, _ = read_series(made.series)
    before, _ = errors(stack, raw)
    after, known = errors(stack, corrected)
    assert rms(before) > 5
    assert rms(after) < 0.55 * rms(before)
    # The DEM that the stack was flattened with is too high by the truth's error; what is found is the reverse.
    found = corrected["dem_error"].values[known]
    assert np.corrcoef(found, -stack.truth["dem_error"][known])[0, 1] > 0.85
    assert np.polyfit(-stack.truth["dem_error"][known], found, 1)[0] == pytest.approx(1, abs=0.12)
    summary = read_json(made.summary)
    assert summary["applied"] == ["ramp_and_height", "dem_error"]
    assert summary["left_out"] == []
    assert summary["dates"] == stack.dates
    assert sum(summary["spread_after_dem_error_mm"]) < 0.8 * sum(summary["spread_before_mm"])
    assert summary["dem_error_std_m"] == pytest.approx(10, rel=0.4)


def test_the_reference_stays_at_zero_and_quality_is_passed_on(stack, raw, tmp_path):
    corrected, _ = read_series(stack.run("correct_series", into=tmp_path).series)
    window = corrected["displacement"].values[:, *reference_window(raw)].reshape(len(stack.dates), -1)
    np.testing.assert_allclose(np.nanmedian(window, axis=1), 0, atol=1e-6)
    for name in ("temporal_coherence", "rank", "pairs", "residual_rms", "mean_coherence"):
        np.testing.assert_array_equal(corrected[name].values, raw[name].values)
        assert corrected[name].attrs["units"] == raw[name].attrs["units"]
    assert corrected.attrs["reference"] == raw.attrs["reference"]
    assert corrected["dem_error"].attrs["units"] == "m"


def test_corrections_switched_off_change_nothing(stack, raw, tmp_path):
    made = stack.run(
        "correct_series",
        into=tmp_path,
        corrections={"ramp_and_height": False, "dem_error": False, "delays": None},
    )
    same, _ = read_series(made.series)
    np.testing.assert_array_equal(same["displacement"].values, raw["displacement"].values)
    assert np.isnan(same["dem_error"].values).all()
    assert read_json(made.summary)["applied"] == []


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        (False, "the perpendicular baselines are not known"),
        (True, "baselines of 1 of 6 dates are not known"),
    ],
)
def test_unknown_baselines_leave_the_dem_error_in_and_say_so(stack, tmp_path, caplog, last, fault):
    """Of all pairs, or of those of the last date alone, as where a list of baselines ends before it."""
    head, *rows = [line.split("\t") for line in Path(stack.path("network.tsv")).read_text().splitlines()]
    for row in rows:
        if not last or stack.dates[-1] in row[:2]:
            row[3] = "nan"
    (tmp_path / "network.tsv").write_text("".join("\t".join(row) + "\n" for row in (head, *rows)))
    made = stack.run("correct_series", into=tmp_path, inputs={"network": str(tmp_path / "network.tsv")})
    summary = read_json(made.summary)
    assert summary["applied"] == ["ramp_and_height"]
    assert len(summary["left_out"]) == 1
    assert fault in summary["left_out"][0]
    assert f"left out: dem_error: {summary['left_out'][0].removeprefix('dem_error: ')}" in caplog.text
    series = read_series(made.series)[0]
    assert np.isnan(series["dem_error"].values).all()
    assert np.isfinite(series["displacement"].values).any()


@pytest.mark.parametrize(
    ("baseline", "fault"),
    [
        (lambda number: 7.14, "pairs have the same perpendicular baseline of 7.14 m, which cannot be"),
        (lambda number: 40 * math.sin(7.3 * number), "triplets miss by more than 5 m"),
    ],
    ids=["a stub", "random"],
)
def test_baselines_of_pairs_that_cannot_be_true_leave_the_dem_error_in_and_say_so(
    stack, tmp_path, caplog, baseline, fault
):
    head, *rows = [line.split("\t") for line in Path(stack.path("network.tsv")).read_text().splitlines()]
    for number, row in enumerate(rows):
        row[3] = f"{baseline(number):.2f}"
    (tmp_path / "network.tsv").write_text("".join("\t".join(row) + "\n" for row in (head, *rows)))
    made = stack.run("correct_series", into=tmp_path, inputs={"network": str(tmp_path / "network.tsv")})
    summary = read_json(made.summary)
    assert "dem_error" not in summary["applied"]
    assert fault in summary["left_out"][0]
    (decision,) = [entry for entry in summary["decisions"] if entry["kind"] == "dem_error"]
    assert (decision["taken"], decision["notable"]) == ("left out", True)
    assert fault in decision["reason"]
    assert f"decided: dem error: left out; {decision['reason']}" in caplog.text
    assert "baselines_m" not in read_series(made.series)[0].attrs


def test_what_was_decided_is_kept_with_the_series_and_in_the_record(stack, tmp_path):
    asked = {"annual": True, "semiannual": False, "steps": []}
    made = stack.run("correct_series", into=tmp_path, velocity=asked)
    decisions = {entry["kind"]: entry for entry in read_json(made.summary)["decisions"]}
    assert decisions["dem_error"]["taken"] == "taken out"
    assert (decisions["cycles"]["taken"], decisions["cycles"]["notable"]) == ("no annual cycle", True)
    model = json.loads(read_series(made.series)[0].attrs["motion_model"])
    assert model == {**asked, "annual": False}  # six dates over two months tell no yearly cycle


def write_delays(stack, folder, *, west=0.0):
    """Zenith delays of the stack's own weather, as GACOS has them: coarse, in degrees, a file per date."""
    latitude, longitude = (
        read_raster(stack.path(f"stack/{name}.tif"))[0] for name in ("latitude", "longitude")
    )
    incidence = read_raster(stack.path("stack/incidence.tif"))[0]
    height = stack.truth["height"]
    known = np.isfinite(latitude) & np.isfinite(height)
    step = 0.001
    grid = Grid(
        CRS.from_epsg(4326),
        Affine(step, 0, np.nanmin(longitude) - step + west, 0, -step, np.nanmax(latitude) + step),
        (int(np.ptp(latitude[known]) / step) + 3, int(np.ptp(longitude[known]) / step) + 3),
    )
    x, y = np.meshgrid(*grid.centres())
    coarse = griddata(
        (longitude[known], latitude[known]), height[known].astype(float), (x, y), method="nearest"
    )
    rng = np.random.default_rng(2)
    gradients = rng.normal(0, 0.03, len(stack.dates)) / 1000
    files = []
    for day, gradient in zip(stack.dates, gradients, strict=True):
        files.append(str(folder / f"{day}_ztd.tif"))
        write_raster(files[-1], (2.3 + gradient * coarse).astype(np.float32), grid)
    slant = -(gradients - gradients[0])[:, None, None] * height / np.cos(incidence)
    return files, slant


def test_known_delays_are_taken_out_with_their_sign(stack, raw, tmp_path):
    files, slant = write_delays(stack, tmp_path)
    spoilt = raw["displacement"].values + slant
    layers = {
        name: (raw[name].values, raw[name].attrs["units"])
        for name in raw.data_vars
        if raw[name].dims == ("y", "x")
    }
    grid = read_series(stack.path("uncorrected.nc"))[1]
    write_series(
        tmp_path / "raw.nc", grid, layers, displacement=spoilt, dates=stack.dates, attributes=raw.attrs
    )
    switches = {"ramp_and_height": False, "dem_error": False}
    folder = {"folder": str(tmp_path), "direction": "zenith"}
    made = stack.run(
        "correct_series",
        into=tmp_path,
        inputs={"series": str(tmp_path / "raw.nc"), "delays": files},
        corrections={**switches, "delays": folder},
    )
    corrected, _ = read_series(made.series)
    (after, known), (before, _) = errors(stack, corrected), errors(stack, raw)
    worse = rms(1000 * (spoilt - raw["displacement"].values)[1:, known])
    assert worse > 5
    # What is left is what a map of 100 m cells cannot follow in steep terrain.
    assert abs(rms(after) - rms(before)) < 0.15 * worse
    assert read_json(made.summary)["applied"] == ["delays"]


def test_delays_of_another_place_are_refused(stack, tmp_path):
    files, _ = write_delays(stack, tmp_path, west=0.2)
    with pytest.raises(InputError, match="0% of the stack's trusted pixels"):
        stack.run(
            "correct_series",
            into=tmp_path,
            inputs={"delays": files},
            corrections={**stack.corrections, "delays": {"folder": "x", "direction": "zenith"}},
        )
