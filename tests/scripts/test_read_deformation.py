"""A series of MintPy's as a series of the project; and our own export to MintPy read back."""

import json
import os
import subprocess

import numpy as np
import pytest
from miniatures import mintpy as miniature
from product_truth import Truth, degree_grid
from steps import run_main

from scarpwatch.config.deformation.velocity import VelocitySettings
from scarpwatch.insar.series.file import open_series, read_series
from scarpwatch.stacks.mintpy.reader import list_folder

LON, LAT, _ = degree_grid()
TRUTH = Truth()


def read(folder, into, *, file=None, exclude=(), until="20991231"):
    """The geometry, and the series by the grid and the positions of that."""
    files = list_folder(folder, file=file, exclude=exclude)
    layers = {name: str(into / f"{name}.tif") for name in files.layers}
    run_main(
        "read_deformation_geometry",
        inputs={"files": [], "dem": []},
        output=layers,
        params={
            "family": "mintpy",
            "files": {name: str(path) for name, path in files.geometry.items()},
            "known": {},
            "dem_band": 1,
        },
    )
    return run_main(
        "read_deformation",
        inputs={
            "files": [],
            "grid": layers["height"],
            "position": [layers[name] for name in ("latitude", "longitude") if name in layers],
        },
        output={"series": str(into / "series.nc"), "reference": str(into / "reference.json")},
        params={
            "family": "mintpy",
            "files": files.files,
            "dates": [f"{day:%Y%m%d}" for day in files.dates if f"{day:%Y%m%d}" <= until],
            "maker": files.maker,
            "origin": files.origin,
        },
    )


def rate_of(series, into, **settings):
    made = run_main(
        "estimate_velocity",
        inputs={"series": str(series), "network": []},
        output={"velocity": str(into / "velocity.nc")},
        params={
            "min_temporal_coherence": 0.7,
            "velocity": VelocitySettings(annual=False, semiannual=False, **settings).model_dump(mode="json"),
        },
    )
    return read_series(made.velocity)


def test_the_rate_is_the_truth(tmp_path):
    miniature.write(tmp_path / "m", TRUTH)
    made = read(tmp_path / "m", tmp_path)
    velocity, grid = rate_of(made.series, tmp_path)
    missing = TRUTH.missing(LON, LAT)
    assert grid.crs.to_epsg() == 4326
    assert (np.isnan(velocity["rate"].values) == missing).all()
    np.testing.assert_allclose(
        velocity["rate"].values[~missing],
        TRUTH.rate(LON, LAT)[~missing],
        atol=miniature.QUANTISATION_M_PER_YR,
    )
    with open_series(made.series) as series:
        assert series.dates == [f"{day:%Y%m%d}" for day in TRUTH.dates]
        assert set(series.units) == {"temporal_coherence", "mean_coherence", "pairs"}
        assert series.attributes["origin"] == f"MintPy, {miniature.SERIES}"
        assert json.loads(series.attributes["baselines_m"]) == pytest.approx(TRUTH.baselines, abs=1e-4)
        assert series.attributes["ACQUISITION_TIME_UTC"] == "10:30:44"
        place = json.loads(series.attributes["reference"])
    assert (place["half"], place["chosen"]) == (0, "MintPy's own")
    assert place == json.loads((tmp_path / "reference.json").read_text())


def test_without_coherence_the_mask_of_mintpy_is_taken(tmp_path):
    miniature.write(tmp_path / "m", TRUTH, quality=False, series="timeseries.h5")
    made = read(tmp_path / "m", tmp_path)
    velocity, _ = rate_of(made.series, tmp_path)
    assert (np.isnan(velocity["rate"].values) == TRUTH.missing(LON, LAT)).all()
    assert np.isnan(velocity["temporal_coherence"].values).all()
    assert "pairs" not in velocity
    with open_series(made.series) as series:
        assert "baselines_m" not in series.attributes  # no DEM error was taken out


def test_radar_geometry_has_its_reference_by_its_own_positions(tmp_path):
    miniature.write(tmp_path / "m", TRUTH, mapped=False)
    made = read(tmp_path / "m", tmp_path)
    place = json.loads((tmp_path / "reference.json").read_text())
    assert place["longitude"] == pytest.approx(miniature.REFERENCE[0], abs=1e-3)
    assert place["latitude"] == pytest.approx(miniature.REFERENCE[1], abs=1e-3)
    lon, lat = miniature.radar_grid()
    velocity, grid = rate_of(made.series, tmp_path)
    assert grid.crs is None
    kept = ~TRUTH.missing(lon, lat)
    np.testing.assert_allclose(velocity["rate"].values[kept], TRUTH.rate(lon, lat)[kept], atol=1e-6)


def test_dates_left_out_and_later_ones_are_not_read(tmp_path):
    miniature.write(tmp_path / "m", TRUTH)
    until = f"{TRUTH.dates[4]:%Y%m%d}"
    made = read(tmp_path / "m", tmp_path, exclude=[TRUTH.dates[0]], until=until)
    with open_series(made.series) as series:
        assert series.dates == [f"{day:%Y%m%d}" for day in TRUTH.dates[1:5]]
        assert np.nanmax(np.abs(series.at_date(0))) == 0
    velocity, _ = rate_of(made.series, tmp_path)
    kept = ~TRUTH.missing(LON, LAT)
    np.testing.assert_allclose(velocity["rate"].values[kept], TRUTH.rate(LON, LAT)[kept], atol=1e-6)


def test_our_own_export_read_back_gives_the_same_rate(rising, tmp_path):
    made = rising.run("export_mintpy", into=tmp_path)
    folder = tmp_path / "back"
    folder.mkdir()
    for name in ("timeseries", "velocity", "geometryGeo"):
        (folder / f"{name}.h5").symlink_to(made[name if name != "geometryGeo" else "geometry"])
    back = read(folder, tmp_path)
    velocity, _ = rate_of(back.series, tmp_path)
    import h5py

    with h5py.File(made.velocity) as file:
        ours = file["velocity"][:]
    assert np.isfinite(ours).sum() > 1000
    np.testing.assert_allclose(velocity["rate"].values, ours, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("mapped", [True, False])
def test_mintpy_reads_the_miniature_as_its_own(tmp_path, mapped):
    python = os.environ.get("MINTPY_PYTHON")
    if not python:
        pytest.skip("MINTPY_PYTHON does not name the Python of an environment with MintPy")
    miniature.write(tmp_path, TRUTH, mapped=mapped)

    def mintpy(*arguments):
        done = subprocess.run(
            [python, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    kinds = {
        miniature.SERIES: "timeseries",
        "velocity.h5": "velocity",
        "temporalCoherence.h5": "temporalCoherence",
    }
    kinds["inputs/geometryGeo.h5" if mapped else "inputs/geometryRadar.h5"] = "geometry"
    for name, kind in kinds.items():
        told = mintpy("-m", "mintpy.cli.info", name)
        assert f"file type: {kind}" in told
        assert f"coordinates : {'GEO' if mapped else 'RADAR'}" in told
    assert "Number of dates  : 6" in mintpy("-m", "mintpy.cli.info", miniature.SERIES)
    # MintPy's own rate of that series, and its own projection of motion on the line of sight.
    mintpy("-m", "mintpy.cli.timeseries2velocity", miniature.SERIES, "-o", "again.h5")
    import h5py

    with h5py.File(tmp_path / "again.h5") as file, h5py.File(tmp_path / "velocity.h5") as ours:
        np.testing.assert_allclose(file["velocity"][:], ours["velocity"][:], atol=2e-6)
    code = (
        "import numpy as np; from mintpy.utils import utils0 as u;"
        "print([float(u.enu2los(*c, inc_angle=38.0, head_angle=-12.5)) for c in ((1,0,0), (0,1,0), (0,0,1))])"
    )
    from scarpwatch.stacks.mintpy.images import look_vector

    found = look_vector(np.deg2rad(np.array([38.0])), np.array([90 + 12.5]))
    values = [float(found[f"los_{name}"][0]) for name in ("east", "north", "up")]
    assert values == pytest.approx(json.loads(mintpy("-c", code).splitlines()[-1]), abs=1e-6)
