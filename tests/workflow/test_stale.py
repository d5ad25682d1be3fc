"""Changed bytes of an input rerun exactly the steps that read it; another time or another copy rerun nothing."""

import os
import shutil
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import yaml
from photo_makers import write_photo
from projects import copy_project
from shapely.geometry import LineString, Point, box

from scarpwatch.grids.grid import read_raster, write_raster

from .planning import Planner, without_messages
from .test_faults import GRID, config, write_inputs

CHECK = "validate_inputs"
FIGURES = {"plot_ground_figures"}  # show landslides
DAYS = ("20240107", "20240119", "20240131")


def wait_until_settled():
    """Let files grow old enough for their digests to be kept."""
    time.sleep(2.1)


def lines(path: Path) -> None:
    shape = LineString([(740_500, 4_056_500), (743_500, 4_059_500)])
    gpd.GeoDataFrame({"kind": ["a"]}, geometry=[shape], crs=32616).to_file(path)


def write_all(folder: Path) -> dict:
    """An area with every kind of input that goes with a stack of SLCs."""
    write_inputs(folder)
    inputs = folder / "in"
    dem, grid = read_raster(inputs / "dem.tif")
    for part, name in enumerate(("left", "right")):
        window = grid.part(slice_of(grid, part))
        write_raster(inputs / "tiles" / f"{name}.tif", dem[:, 40 * part : 40 * part + 40], window)
        write_raster(inputs / f"ndvi_{name}.tif", np.full((80, 80), 0.4 + 0.1 * part, np.float32), GRID)
    write_vrt(inputs / "dem.vrt", grid, ["tiles/left.tif", "tiles/right.tif"])
    for name in ("faults.shp", "roads.gpkg", "rivers.geojson"):
        lines(inputs / name)
    polygons = gpd.GeoDataFrame(
        {"rock": ["shale", "lime"]},
        geometry=[box(740_000, 4_056_000, 742_000, 4_060_000), box(742_000, 4_056_000, 744_000, 4_060_000)],
        crs=32616,
    )
    polygons.to_file(inputs / "rock.shp")
    polygons.iloc[:1].to_file(inputs / "water.gpkg")
    gpd.read_file(inputs / "landslides.gpkg").to_file(inputs / "landslides.shp")
    for day in DAYS:
        write_raster(inputs / "delays" / f"{day}.ztd.tif", np.full((80, 80), 2.3, np.float32), GRID)
    write_raster(inputs / "rain.tif", 100 + dem, grid)
    for day in range(12, 32):
        write_raster(inputs / "days" / f"202401{day}.tif", dem / 1000, grid)
    for name in ("quarries.gpkg", "tracks.gpkg"):
        lines(inputs / name)
    polygons.to_file(inputs / "soil.gpkg")
    settings = config(folder)
    settings["factors"] = {
        "dem": "in/dem.vrt",
        "ndvi": ["in/ndvi_left.tif", "in/ndvi_right.tif"],
        "faults": "in/faults.shp",
        "roads": "in/roads.gpkg",
        "rivers": {"file": "in/rivers.geojson"},
        "lithology": {"file": "in/rock.shp", "column": "rock"},
        "more": {
            "rain": {"raster": "in/rain.tif"},
            "soil": {"polygons": "in/soil.gpkg", "column": "rock"},
            "quarries": {"distance_to": "in/quarries.gpkg"},
            "track_density": {"density_of": "in/tracks.gpkg"},
            "wet_days": {"series": "in/days", "days": 10, "dynamic": True},
        },
    }
    settings["inventory"]["file"] = "in/landslides.shp"
    settings["models"] = {"algorithms": ["rf"], "baseline": False}  # fewer jobs to plan
    settings["units"] = {"water": "in/water.gpkg"}
    lines(inputs / "railways.gpkg")
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(742_000, 4_058_000)], crs=32616).to_file(
        inputs / "places.gpkg"
    )
    write_photo(inputs / "photos" / "it's {a}.jpg", (-84.3, 36.6))
    (inputs / "photos.csv").write_text("file,lon,lat\nit's {a}.jpg,-84.3,36.6\n")
    settings["report"] = {
        "places": {"file": "in/places.gpkg"},
        "exposure": {"railways": {"file": "in/railways.gpkg"}},
        "photos": {"folder": "in/photos", "table": "in/photos.csv"},
    }
    settings["corrections"] = {"delays": {"folder": "in/delays"}}
    return settings


def slice_of(grid, part):
    from rasterio.windows import Window

    return Window(40 * part, 0, 40, grid.shape[0])


def write_vrt(path: Path, grid, sources: list[str]) -> None:
    parts = "".join(
        f'<SimpleSource><SourceFilename relativeToVRT="1">{name}</SourceFilename><SourceBand>1</SourceBand>'
        f'<SrcRect xOff="0" yOff="0" xSize="40" ySize="80"/>'
        f'<DstRect xOff="{40 * n}" yOff="0" xSize="40" ySize="80"/></SimpleSource>'
        for n, name in enumerate(sources)
    )
    transform = ", ".join(map(str, grid.transform.to_gdal()))
    path.write_text(
        f'<VRTDataset rasterXSize="80" rasterYSize="80"><SRS>{grid.crs.to_wkt()}</SRS>'
        f"<GeoTransform>{transform}</GeoTransform>"
        f'<VRTRasterBand dataType="Float32" band="1">{parts}</VRTRasterBand></VRTDataset>'
    )


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("stale"))
    (project.folder / "run.yaml").write_text(yaml.safe_dump(write_all(project.folder)))
    without_messages(project.folder)
    planner = Planner(project.folder, "--configfile", "run.yaml")
    wait_until_settled()
    planner.make_products()
    yield planner
    planner.close()


def again(path: Path) -> None:
    """Other values in the same file: those of a raster and of a table of shapes, else more bytes."""
    if path.suffix == ".tif":
        values, grid = read_raster(path)
        write_raster(path, values * np.asarray(1.00001, values.dtype), grid, nodata=None)
    elif path.suffix == ".dbf":
        content = path.read_bytes()
        path.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    else:
        path.write_bytes(path.read_bytes() + b"\n")


ROCK = {CHECK, "map_classes"}
SLIDES = {CHECK, "label_units", *FIGURES}
# Of each kind of input: file, and the steps that read it.
INPUTS = {
    "tile behind a virtual raster": ("tiles/left.tif", {CHECK, "prepare_dem"}),
    "virtual raster": ("dem.vrt", {CHECK, "prepare_dem"}),
    "sidecar of a tile": ("tiles/right.tif.aux.xml", {CHECK, "prepare_dem"}),
    "one of several": ("ndvi_right.tif", {CHECK, "warp_ndvi"}),
    "mask beside a raster": ("ndvi_left.tif.msk", {CHECK, "warp_ndvi"}),
    "shapes": ("faults.shp", {CHECK, "measure_distance", *FIGURES}),
    "table of shapes": ("rock.dbf", ROCK),
    "coordinates of shapes": ("rock.prj", ROCK),
    "letters of shapes": ("rock.cpg", ROCK),
    "index of shapes": ("landslides.shx", SLIDES),
    "landslides' table": ("landslides.dbf", SLIDES),
    "geopackage": ("roads.gpkg", {CHECK, "measure_distance", *FIGURES}),
    "geojson": ("rivers.geojson", {CHECK, "measure_distance", *FIGURES}),
    "water": ("water.gpkg", {CHECK, "delineate_units"}),
    "scene": ("20240119.tif", {CHECK, "prepare_scene"}),
    "sidecar of a scene": ("20240119.tif.aux.xml", {CHECK, "prepare_scene"}),
    "geometry": ("geometry/incidence.tif", {CHECK, "prepare_geometry"}),
    "delay": ("delays/20240119.ztd.tif", {"correct_series"}),
    "own raster": ("rain.tif", {CHECK, "warp_factor"}),
    "own polygons": ("soil.gpkg", {CHECK, "map_classes"}),
    "features of a distance": ("quarries.gpkg", {CHECK, "measure_distance"}),
    "features of a density": ("tracks.gpkg", {CHECK, "measure_density"}),
    "day of a series": ("days/20240122.tif", {CHECK, "aggregate_series"}),
    "named places": ("places.gpkg", {CHECK, "tabulate_exposure"}),
    "exposed features": ("railways.gpkg", {CHECK, "tabulate_exposure"}),
    "photograph": ("photos/it's {a}.jpg", {CHECK, "copy_photos"}),
    "table of photographs": ("photos.csv", {CHECK, "copy_photos"}),
    "earlier day of the series": ("days/20240121.tif", set()),
}


@pytest.mark.parametrize("kind", ["tile behind a virtual raster", "table of shapes"])
def test_changed_bytes_of_the_same_date_rerun_their_readers(area, kind):
    """The shortest form of the next test, which is slow."""
    name, readers = INPUTS[kind]
    path = area.folder / "in" / name
    before, times = path.read_bytes(), path.stat()
    again(path)
    os.utime(path, ns=(0, times.st_mtime_ns))
    found = area.first()
    path.write_bytes(before)
    assert found == readers


@pytest.mark.slow
@pytest.mark.parametrize("kind", INPUTS)
def test_changed_bytes_rerun_exactly_the_steps_that_read_them(area, kind):
    name, readers = INPUTS[kind]
    path = area.folder / "in" / name
    before = path.read_bytes() if path.exists() else None
    times = path.stat() if path.exists() else None
    try:
        if before is not None:
            again(path)
            # The same time and an older one: a restored backup, cp -p, rsync -t.
            os.utime(path, ns=(0, times.st_mtime_ns))
        elif name.endswith(".msk"):
            write_raster(path, np.full((80, 80), 255, np.uint8), GRID, nodata=None)
        else:
            path.write_text("<PAMDataset><Metadata><MDI key='a'>b</MDI></Metadata></PAMDataset>")
        assert area.first() == readers
        os.utime(path, ns=(0, 10**18))
        assert area.first() == readers
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)
    assert area.first() == set()


@pytest.mark.slow
def test_one_scene_of_several_is_read_again_alone(area):
    path = area.folder / "in" / "20240131.tif"
    before = path.read_bytes()
    again(path)
    jobs = area.call("-n")
    path.write_bytes(before)
    assert jobs.count("rule prepare_scene:") == 1
    assert jobs.count("rule unwrap_phase_") == 2


def test_touch_copy_and_move_rerun_nothing(area):
    inputs = area.folder / "in"
    for path in [*inputs.rglob("*"), *(area.folder / "scripts").rglob("*.py")]:
        os.utime(path)  # also the step scripts and the library
    shutil.move(inputs, area.folder / "moved")
    shutil.copytree(area.folder / "moved", inputs, copy_function=shutil.copy)
    shutil.rmtree(area.folder / "moved")
    (inputs / "dem.vrt.ovr").write_text("an overview")
    (inputs / "notes.txt").write_text("of no use")
    assert area.first() == set()


@pytest.mark.slow
def test_a_move_of_the_whole_folder_reruns_nothing(area, tmp_path):
    folder = tmp_path / "elsewhere"
    shutil.copytree(area.folder, folder)
    planner = Planner(folder, "--configfile", "run.yaml")
    try:
        assert planner.first() == set()
    finally:
        planner.close()


def slurm_profile(folder: Path) -> Path:
    """The cluster's profile without what only its executor knows, which need not be installed."""
    profile = yaml.safe_load((folder / "profiles" / "slurm" / "config.yaml").read_text())
    kept = {key: value for key, value in profile.items() if not key.startswith("slurm") and key != "executor"}
    path = folder / "profiles" / "as_slurm" / "config.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(kept))
    return path.parent


@pytest.mark.parametrize("profile", ["default", pytest.param("slurm", marks=pytest.mark.slow)])
def test_a_new_clone_reruns_nothing_and_an_edited_step_its_jobs(area, tmp_path, profile):
    clone = tmp_path / "clone"
    clone.mkdir()
    copy_project(clone)
    without_messages(clone)
    options = ["--snakefile", str(clone / "Snakefile")]
    if profile == "slurm":
        options += ["--workflow-profile", str(slurm_profile(clone))]
    planner = Planner(area.folder, "--configfile", "run.yaml", *options)
    try:
        script = clone / "scripts" / "prepare_dem.py"
        text = script.read_text()
        script.write_text(text.replace('"""', '"""More of it. ', 1) + "\n# a comment\n")
        assert planner.first() == set()
        script.write_text(text.replace("if __name__", "EDITED = True\n\nif __name__"))
        assert planner.first() == {"prepare_dem"}
    finally:
        planner.close()
