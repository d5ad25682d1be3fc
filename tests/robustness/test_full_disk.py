"""A disk that is full, at every writer and in a whole run: the file whole or not there, named, and no harm done."""

import csv
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from algorithm_members import members_of
from full_disk import require_all_or_nothing, sizes_of, small_disk
from projects import ROOT
from rasterio.crs import CRS

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.figures.style import save_figure, styled
from scarpwatch.files.csv_tables import write_csv
from scarpwatch.files.finished import atomic_path, recorded
from scarpwatch.files.geopackages import write_blocks, write_geopackage
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import write_table
from scarpwatch.gis.archive import write_archive
from scarpwatch.grids.grid import Grid, new_raster, row_blocks, write_raster
from scarpwatch.grids.products import write_product
from scarpwatch.insar.network.table import write_pairs
from scarpwatch.insar.output.mintpy_export import write_layers, write_timeseries
from scarpwatch.insar.series.file import write_series
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model
from scarpwatch.terrain.slope_units.division import DrainageTrees
from scarpwatch.terrain.slope_units.tiles import Part, write_division, write_part

from .runs import changed, finished, new_project, require_equal, require_whole_or_none, start, times

pytestmark = pytest.mark.robustness

RNG = np.random.default_rng(0)
VALUES = RNG.standard_normal((300, 300)).astype(np.float32)
FLAT = VALUES.ravel()[:8000]
GRID = Grid(None, Affine.identity(), VALUES.shape)
MAP = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), VALUES.shape)
TABLE = pd.DataFrame({"a": FLAT, "b": FLAT[::-1]})
POINTS = gpd.GeoDataFrame({"a": FLAT}, geometry=gpd.points_from_xy(FLAT, FLAT[::-1]), crs=32616)
HDF5 = {"LENGTH": "300", "WIDTH": "300"}
MB = 2**20


def by_blocks(path):
    with new_raster(path, GRID, dtype="float32", bands=2) as target:
        for window in row_blocks(GRID.shape, 50):  # tiles wait in GDAL's cache until the file is closed
            target.write(np.stack([VALUES[window.toslices()]] * 2), window=window)


def text(path):
    with atomic_path(path) as temporary:
        temporary.write_text("<p>a page</p>\n" * 20_000, encoding="utf-8", newline="\n")


def archive(path):
    with atomic_path(path) as temporary:
        np.savez(temporary, true=VALUES, estimated=VALUES)


def csv_table(path):
    with atomic_path(path) as temporary:
        write_csv(TABLE, temporary, float_format="%.6g")


def rows(path):
    with atomic_path(path) as temporary, open(temporary, "w", newline="") as stream:
        csv.writer(stream).writerows(TABLE.to_numpy())


def part(path):
    trees = DrainageTrees(*(np.arange(8000, dtype=np.int32) for _ in DrainageTrees._fields))
    write_part(path, Part(1.0, trees.below, trees, FLAT, FLAT))


@styled
def noise():
    from matplotlib.figure import Figure

    figure = Figure((6, 5))
    figure.subplots().imshow(VALUES)
    return figure


def model(algorithm: str) -> Callable[[Path], None]:
    names = [f"factor_{number}" for number in range(60)]
    values = pd.DataFrame(RNG.standard_normal((600, 60)), columns=names)
    fitted = fit_model(
        make_model(algorithm, seed=1, trees=30 if algorithm == "rf" else 240, members=members_of(algorithm)),
        values,
        (values["factor_0"] > 0).astype(int).to_numpy(),
    )
    return lambda path: save_model(fitted, path)


# The file written, the sources whose writing it stands for, and what writes it.
WRITERS = {
    "zstd.tif": ("grids/grid", lambda path: write_raster(path, VALUES, GRID, tags={"A": "b"})),
    "plain.tif": ("grids/grid", lambda path: write_raster(path, VALUES, GRID, compress="none")),
    "blocks.tif": ("grids/grid", by_blocks),
    "product.tif": ("grids/products", lambda path: write_product(path, VALUES, MAP, description="noise")),
    "project.qgz": ("gis/archive", lambda path: write_archive(path, {"a.png": VALUES.tobytes()})),
    "series.nc": ("insar/series/file", lambda path: write_series(path, GRID, {"a": (VALUES, "m"), "b": (VALUES, "m")})),
    "layers.h5": (
        "insar/output/mintpy_export",
        lambda path: write_layers(path, {"a": VALUES}, {}, kind="velocity", unit="m"),
    ),
    "timeseries.h5": (
        "insar/output/mintpy_export",
        lambda path: write_timeseries(path, [VALUES] * 3, ["20240101", "20240113", "20240125"], HDF5),
    ),
    "table.parquet": ("files/records", lambda path: write_table(path, TABLE)),
    "table.csv": ("files/records", lambda path: write_table(path, TABLE)),
    "points.csv": ("explore_units tabulate_points", csv_table),
    "closures.csv": ("close_triplets", rows),
    "pairs.tsv": (
        "insar/network/table",
        lambda path: write_pairs(path, ["20240101_20240113"] * 4000, {"20240101": 0, "20240113": 9.5}),
    ),
    "points.gpkg": ("files/geopackages", lambda path: write_geopackage(POINTS, path, layer="points")),
    "blocks.gpkg": (
        "files/geopackages",
        lambda path: write_blocks([POINTS[:3000], POINTS[3000:]], path, layer="points", metadata={"A": "b"}),
    ),
    "table.gpkg": ("files/geopackages", lambda path: write_geopackage(TABLE, path, layer="table")),
    "record.json": ("files/json_files", lambda path: write_json(path, {"values": FLAT.tolist()})),
    "page.html": ("write_report workflow/inspection styles/sidecars", text),
    "figure.png": ("figures/style", lambda path: save_figure(noise(), path)),
    "sample.npz": ("compare_truth", archive),
    "part.npz": ("terrain/slope_units/tiles", part),
    "division.npz": (
        "terrain/slope_units/tiles",
        lambda path: write_division(path, np.arange(20_000, dtype=np.int32), np.ones(20_000, np.int32)),
    ),
    **{
        f"{algorithm}{model_path('', algorithm).suffix}": ("learning/algorithms/files", algorithm)
        for algorithm in NAMES
    },
}  # fmt: skip


def test_every_source_that_writes_is_among_the_writers():
    scripts = ROOT / "scripts"
    known = {name for sources, _ in WRITERS.values() for name in sources.split()}
    writing = {
        path.relative_to(scripts).with_suffix("").as_posix().removeprefix("scarpwatch/")
        for path in scripts.rglob("*.py")
        if re.search(r"with \(?\s*atomic_path\(|^\s+atomic_path\(", path.read_text(), re.MULTILINE)
    }
    assert writing == known


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_at_every_writer(tmp_path, tell, name):
    write = WRITERS[name][1]
    write = model(write) if isinstance(write, str) else write
    reference = tmp_path / name
    write(reference)
    size = reference.stat().st_size
    sizes = sizes_of(size, spread=times(2, 10))[:: times(3, 1)]
    with small_disk(tmp_path / "disk") as mount, recorded():
        written = [require_all_or_nothing(write, mount(room) / name, reference) for room in sizes]
        assert require_all_or_nothing(write, mount(4 * size + MB) / name, reference)
    assert not written[0]
    tell(f"{len(sizes)} disks for {size:,} bytes: {written.count(False)} too small, each told, nothing short")


def test_a_disk_that_is_full_again_and_again_in_a_run(undisturbed, tmp_path, tell):
    """All that a run writes, with Snakemake's own notes, lies on a disk that is made a little larger at each start."""
    total = sum(path.stat().st_size for path in undisturbed.project.folder.rglob("*") if path.is_file())
    with small_disk(tmp_path / "disk") as mount:
        project = new_project(mount(total * 2))
        begin = sum(path.stat().st_size for path in project.folder.rglob("*") if path.is_file())
        said, checked, redone, known = [], 0, [], {}
        for share in np.linspace(0.02, 0.9, times(3, 15)):
            room = int(begin + share * (total - begin)) + MB
            subprocess.run(["mount", "-o", f"remount,size={room}", project.folder], check=True)
            run = start(project)
            status = run.wait()
            checked, redone = checked + len(known), redone + changed(known)
            require_whole_or_none(project, undisturbed.digests)
            known = finished(project)
            if status == 0:
                break
            assert "Traceback" not in run.text, run.text
            assert re.search(r"WriteError: .*the disk is full", run.text), run.text
            said.append(run.text)
        subprocess.run(["mount", "-o", f"remount,size={2 * total}", project.folder], check=True)
        project.snakemake()
        equal = require_equal(project, undisturbed.digests)
        redone += changed(known)
        tell(
            f"{len(said)} runs on a full disk, each told: {equal} products equal, {len(redone)} of {checked + len(known)} "
            "checks redone"
        )
        assert said and not redone
