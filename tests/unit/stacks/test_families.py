"""What every family of products has in common: one known motion goes in through each, and comes out."""

import importlib
import pkgutil
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import miniatures
import numpy as np
import pytest
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth, degrees, write_dem
from rasterio.windows import Window

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.errors import InputError
from scarpwatch.families import FAMILIES
from scarpwatch.grids.grid import read_grid, write_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.insar.interferograms.formation import form_interferogram, multilook
from scarpwatch.insar.inversion.solver import invert_network
from scarpwatch.stacks.families import (
    deformation_reader,
    list_deformation,
    list_pairs,
    list_scenes,
    pair_reader,
    reader_module,
    recognise,
    scene_reader,
    series_reader,
)

TRUTH = Truth()
MODULES = sorted(module.name for module in pkgutil.iter_modules(miniatures.__path__))
LOOKS = (3, 3)


def miniature(name):
    return importlib.import_module(f"miniatures.{name}")


def of_form(form):
    return [name for name in MODULES if FAMILIES[miniature(name).FAMILY].form == form]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """One folder per miniature, each written once."""
    made: dict[str, Path] = {}

    def folder(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name) / "products"
            made[name].mkdir()
            miniature(name).write(made[name], TRUTH)
        return made[name]

    return folder


@pytest.fixture(scope="module")
def dem(tmp_path_factory):
    """The truth's heights in UTM 49 north, as a user's DEM."""
    path = tmp_path_factory.mktemp("dem") / "dem.tif"
    write_dem(path, TRUTH)
    return path


def rate_of(phases, pairs, dates, lon, lat):
    """Rate (m/yr, positive towards the satellite) from phases (pairs, rows, columns) in the project's sign."""
    still = np.abs(TRUTH.rate(lon, lat)) < 1e-6
    tied = [phase - np.nanmean(phase[still]) for phase in phases]
    first, second = (np.array([dates.index(pair[n]) for pair in pairs]) for n in (0, 1))
    years = np.array([TRUTH.years(day) for day in dates])
    flat = np.stack(tied).reshape(len(pairs), -1).astype(np.float32)
    series = (
        displacement_per_phase(WAVELENGTH)
        * invert_network(flat, np.ones_like(flat), first, second, years).phase
    )
    return slope(series, years).reshape(lon.shape)


def slope(series, years):
    """Least-squares slope of each column; NaN where the column has no series."""
    centred = years - years.mean()
    return centred @ series / (centred @ centred)


def test_every_family_has_a_miniature():
    assert {miniature(name).FAMILY for name in MODULES} == set(FAMILIES)


def list_as(family, folder):
    lists = {"pairs": list_pairs, "scenes": list_scenes, "deformation": list_deformation}
    return lists[FAMILIES[family].form](family, folder)


@pytest.mark.parametrize("name", MODULES)
def test_a_folder_of_another_family_is_named(folders, name):
    own = miniature(name).FAMILY
    listing = list_as(own, folders(name))
    assert listing.folder == folders(name)
    for other in set(FAMILIES) - {own}:
        with pytest.raises(
            InputError, match=f"holds files of {own}, such as .*sar.source: {own} in the config"
        ) as caught:
            list_as(other, folders(name))
        assert caught.value.where == str(folders(name))


@pytest.mark.parametrize("name", MODULES)
def test_names_that_steps_cannot_be_given_are_refused(folders, name, tmp_path):
    (tmp_path / "{track}").symlink_to(folders(name))
    with pytest.raises(InputError, match=r"its path holds \{track\}"):
        list_as(miniature(name).FAMILY, tmp_path / "{track}")


def test_faults_of_the_family_itself_are_told_as_they_are(folders, tmp_path):
    with pytest.raises(InputError, match="no HyP3 product in it") as caught:
        list_pairs("hyp3", tmp_path)
    assert "sar.source" not in str(caught.value)
    with pytest.raises(InputError, match="does not exist"):
        list_scenes("opera", tmp_path / "none")
    with pytest.raises(InputError, match="has nothing of 2001-01-01") as caught:
        list_pairs("hyp3", folders("hyp3"), exclude=[date(2001, 1, 1)])
    assert "sar.source" not in str(caught.value)


@pytest.mark.parametrize("name", MODULES)
def test_a_folder_is_recognised_by_its_files(folders, name):
    family, how = recognise(folders(name))
    assert family == miniature(name).FAMILY
    assert how.startswith(f"recognised as {family} by ")


def test_a_folder_of_two_families_or_of_none_is_refused(tmp_path, folders):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match="no file in it or below it is named like"):
        recognise(tmp_path)
    names = ["a/x_20240105-20240117_unw.tif", "b/20240105_20240117.geo.unw.tif"]
    with pytest.raises(
        InputError, match=r"several families: licsar .* gamma|several families: gamma .* licsar"
    ):
        recognise(tmp_path, names)
    with pytest.raises(InputError, match="does not exist"):
        recognise(tmp_path / "none")


def test_what_is_there_instead_is_named(tmp_path):
    with pytest.raises(InputError, match="the folder is empty"):
        recognise(tmp_path)
    with pytest.raises(InputError, match=r"no HyP3 product in it.*; the folder is empty"):
        list_pairs("hyp3", tmp_path)
    for name in (
        "disp_20240105.grd",
        "disp_20240117.grd",
        "vel.grd",
        "readme",
        "a.b/x.txt",
        "y.txt",
        "z.png",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for look in (
        partial(recognise, tmp_path),
        partial(list_pairs, "gamma", tmp_path),
        partial(list_scenes, "isce2", tmp_path),
    ):
        with pytest.raises(
            InputError, match=r"there are 3 \.grd \(such as disp_20240105\.grd\), 2 \.txt \("
        ) as caught:
            look()
        assert "grids of GMTSAR, ISBAS and others (.grd) are not read" in str(caught.value)
        assert "rate_raster" in str(caught.value)


@pytest.mark.parametrize("family", sorted(name for name in FAMILIES if FAMILIES[name].form != "deformation"))
def test_planning_a_run_does_not_load_what_reads_images(family):
    code = (
        f"import sys, {reader_module(family)}; "
        "print([name for name in ('numpy', 'rasterio', 'h5py') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": "scripts"}
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("name", of_form("pairs"))
def test_pairs_are_listed_and_their_headers_read(folders, name):
    family = miniature(name).FAMILY
    listing = pair_reader(family).list_folder(folders(name))
    assert listing.family == family
    assert listing.dates == TRUTH.dates
    assert [(pair.reference, pair.secondary) for pair in listing.pairs] == TRUTH.pairs
    facts = [pair_reader(family).read_facts(pair) for pair in listing.pairs]
    assert len({fact.track for fact in facts}) == 1
    for pair, fact in zip(listing.pairs, facts, strict=True):
        assert fact.wavelength_m == pytest.approx(WAVELENGTH, rel=1e-4)
        assert fact.grid.crs is not None
        if np.isfinite(fact.heading_deg):
            assert (fact.heading_deg - TRUTH.heading_deg + 180) % 360 == pytest.approx(180, abs=0.5)
        if np.isfinite(fact.perpendicular_baseline_m):
            expected = TRUTH.baseline(pair.reference, pair.secondary)
            assert fact.perpendicular_baseline_m == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize("name", of_form("pairs"))
def test_pairs_give_the_true_velocity_and_coherence(folders, name):
    made, reader = miniature(name), pair_reader(miniature(name).FAMILY)
    listing = reader.list_folder(folders(name))
    data = [reader.read_pair(pair) for pair in listing.pairs]
    lon, lat = degrees(data[0].grid)
    lake = TRUTH.missing(lon, lat)
    for pair, values in zip(listing.pairs, data, strict=True):
        assert values.grid == data[0].grid
        assert values.unwrapped.dtype == values.coherence.dtype == np.float32
        assert (np.isnan(values.unwrapped) == lake).all()
        assert (np.isnan(values.coherence) == lake).all()
        expected = TRUTH.coherence(lon, lat, pair.reference, pair.secondary)[~lake]
        assert values.coherence[~lake] == pytest.approx(expected, abs=1 / 254)
    rate = rate_of([values.unwrapped for values in data], TRUTH.pairs, TRUTH.dates, lon, lat)
    truth = TRUTH.rate(lon, lat)
    assert truth.min() < -0.07
    assert truth.max() > 0.025
    assert np.abs(rate - truth)[~lake].max() < made.QUANTISATION_M_PER_YR + 1e-6


@pytest.mark.parametrize("name", of_form("pairs"))
def test_pairs_come_with_their_geometry(folders, name):
    reader = pair_reader(miniature(name).FAMILY)
    listing = reader.list_folder(folders(name))
    grid = reader.read_facts(listing.pairs[0]).grid
    lon, lat = degrees(grid)
    geometry = reader.read_geometry(listing.geometry, grid, TRUTH.height(lon, lat).astype(np.float32))
    require_geometry(geometry.layers, lon, lat)
    # A part of the grid gets the same values as the whole.
    window = Window(7, 5, 20, 11)
    rows, columns = window.toslices()
    part = reader.read_geometry(
        listing.geometry, grid.part(window), TRUTH.height(lon, lat)[rows, columns].astype(np.float32)
    )
    for layer, values in part.layers.items():
        whole = geometry.layers[layer][rows, columns]
        assert values == pytest.approx(whole, rel=1e-4, abs=1e-4, nan_ok=True), layer


@pytest.mark.parametrize("name", of_form("deformation"))
def test_a_finished_deformation_is_the_true_velocity(folders, name, dem):
    made, family = miniature(name), miniature(name).FAMILY
    listing = list_deformation(family, folders(name))
    assert (listing.family, listing.dates[0], listing.dates[-1]) == (family, TRUTH.dates[0], TRUTH.dates[-1])
    found = deformation_reader(family).check(listing, Area(dem, 1, read_grid(dem).crs, read_grid(dem).bounds))
    assert (found["source"], found["last_date"]) == (family, str(TRUTH.dates[-1]))
    sight = {layer: str(path) for layer, path in listing.geometry.items()}
    geometry = deformation_reader(family).read_geometry(sight, listing.known, dem)
    lon, lat = degrees(geometry.grid)
    assert set(listing.layers) <= set(geometry.layers)
    known = np.isfinite(geometry.layers["height"])
    assert known.mean() > 0.9
    for part, expected in zip(("east", "north", "up"), TRUTH.los(lon, lat), strict=True):
        assert geometry.layers[f"los_{part}"] == pytest.approx(expected, abs=1e-5), part
    dates = [f"{day:%Y%m%d}" for day in listing.dates]
    facts = deformation_reader(family).read_facts(
        listing.files, geometry.grid, dates if listing.series else ()
    )
    if listing.series is None:
        rate, sigma = deformation_reader(family).read_rate(listing.files, listing.known, facts.grid)
        assert sigma[~np.isnan(rate)] == pytest.approx(0.001)
    else:
        with series_reader(family).open_series(listing.files, facts.grid, dates) as read:
            series = read(Window(0, 0, facts.grid.shape[1], facts.grid.shape[0]))
        years = np.array([TRUTH.years(day) for day in TRUTH.dates])
        rate = slope(series.reshape(len(dates), -1), years).reshape(lon.shape)
    lake = TRUTH.missing(lon, lat)
    assert (np.isnan(rate) == lake).all()
    assert np.abs(rate - TRUTH.rate(lon, lat))[~lake].max() < made.QUANTISATION_M_PER_YR
    layer = getattr(made, "COHERENCE", "temporal_coherence")
    coherence = deformation_reader(family).read_layers(listing.files, facts.grid)[layer][0]
    assert np.nanmax(coherence) == pytest.approx(0.95, abs=0.01)


def require_geometry(layers, lon, lat):
    """Layers of the right units, sense and size."""
    known = np.isfinite(layers["incidence"])
    assert known.mean() > 0.75  # in radar geometry the corners of the cut lie beyond the DEM
    assert layers["height"][known] == pytest.approx(TRUTH.height(lon, lat)[known], abs=5)
    assert layers["incidence"][known] == pytest.approx(TRUTH.incidence(lon, lat)[known], abs=0.01)
    assert layers["slant_range"][known] == pytest.approx(TRUTH.slant_range(lon, lat)[known], rel=0.01)
    for part, expected in zip(("east", "north", "up"), TRUTH.los(lon, lat), strict=True):
        assert layers[f"los_{part}"][known] == pytest.approx(expected[known], abs=0.02), part


@pytest.mark.parametrize("name", of_form("scenes"))
def test_scenes_give_the_true_velocity(folders, name, dem):
    made, reader = miniature(name), scene_reader(miniature(name).FAMILY)
    listing = reader.list_folder(folders(name))
    assert listing.dates == TRUTH.dates
    files = {**listing.geometry, **listing.scenes[0].files, "dem": str(dem)}
    geometry = reader.read_geometry(files, (WEST, SOUTH, EAST, NORTH))
    assert set(listing.layers) <= set(geometry.layers)
    grid = geometry.grid
    if grid.crs is None:
        lon, lat = geometry.layers["longitude"], geometry.layers["latitude"]
    else:
        lon, lat = degrees(grid)
    require_geometry(geometry.layers, lon, lat)
    source = folders(name).parent / "layers"
    paths = {}
    for layer, values in geometry.layers.items():
        paths[layer] = str(source / f"{layer}.tif")
        write_raster(paths[layer], values, grid, tags=geometry.tags)
    images = []
    for scene, day, baseline in zip(listing.scenes, TRUTH.dates, TRUTH.baselines, strict=True):
        image, facts = reader.read_scene(scene, paths)
        images.append(image)
        assert image.shape == grid.shape
        assert scene.date == day
        assert facts.wavelength_m == pytest.approx(WAVELENGTH, rel=1e-4)
        if np.isfinite(facts.perpendicular_baseline_m):
            assert facts.perpendicular_baseline_m == pytest.approx(baseline, abs=1.5)
    coarse_lon, coarse_lat = multilook(lon, LOOKS), multilook(lat, LOOKS)
    phases = []
    for first, second in TRUTH.pairs:
        formed, coherence = form_interferogram(
            images[TRUTH.dates.index(first)], images[TRUTH.dates.index(second)], LOOKS
        )
        phases.append(np.where(np.isfinite(coherence), np.angle(formed), np.nan))
    rate = rate_of(phases, TRUTH.pairs, TRUTH.dates, coarse_lon, coarse_lat)
    error = (rate - TRUTH.rate(coarse_lon, coarse_lat))[np.isfinite(rate) & np.isfinite(coarse_lon)]
    assert error.size > 0.5 * rate.size
    assert np.abs(np.median(error)) < made.QUANTISATION_M_PER_YR
    assert np.sqrt(np.mean(error**2)) < made.QUANTISATION_M_PER_YR
    moving = np.isfinite(rate) & (np.abs(TRUTH.rate(coarse_lon, coarse_lat)) > 0.01)
    assert np.polyfit(TRUTH.rate(coarse_lon, coarse_lat)[moving], rate[moving], 1)[0] == pytest.approx(
        1, abs=0.1
    )
