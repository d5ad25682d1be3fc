"""The comparison of two runs finds every kind of difference, and none where there is none."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from affine import Affine
from compare_products import COMPARISONS, compare_folders, compare_pipelines, main
from matplotlib.image import imsave
from rasterio.crs import CRS
from shapely.geometry import Point

from scarpwatch.gis.archive import write_archive
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.learning.algorithms.files import save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model

GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 7e5, 0, -50, 4e6), (4, 5))
VALUES = np.arange(20, dtype=np.float32).reshape(4, 5)
VALUES[0, 0] = np.nan
TABLE = pd.DataFrame({"unit_id": [1, 2, 3], "score": [0.25, np.nan, 0.75], "rock": ["shale", None, "chert"]})
Write = Callable[[Path], None]


def changed(position: int = 7) -> np.ndarray:
    """The raster's values, one of them by the smallest possible step."""
    values = VALUES.copy()
    values.flat[position] = np.nextafter(values.flat[position], np.float32(np.inf))
    return values


def table(**changes: object) -> pd.DataFrame:
    return TABLE.assign(**changes)


def points(shift: float = 0.0, epsg: int = 32616, **changes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        table(**changes), geometry=[Point(x + shift, 4e6) for x in (1, 2, 3)], crs=f"EPSG:{epsg}"
    )


def raster(values: np.ndarray = VALUES, grid: Grid = GRID, **options: object) -> Write:
    options = {"tags": {"UNITS": "cm/yr"}, **options}
    return lambda path: write_raster(path, values, grid, **options)


def dataset(values: np.ndarray = VALUES, **attributes: object) -> Write:
    content = xr.Dataset({"rate": (("y", "x"), values, {"units": "cm/yr", **attributes})})
    return lambda path: content.to_netcdf(path, engine="h5netcdf")


def forest(seed: int = 1, trees: int = 3) -> Write:
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=list("abc"))
    model = fit_model(make_model("rf", seed=seed, trees=trees), frame, frame["a"] > 0)
    return lambda path: save_model(model, path)


def text(content: str) -> Write:
    return lambda path: path.write_text(content, encoding="utf-8")


def image(value: float) -> Write:
    pixels = np.full((6, 8, 3), 0.5)
    pixels[2, 3] = value
    return lambda path: imsave(path, pixels)


def archive(last: float) -> Write:
    return lambda path: np.savez(path, rate=np.array([1.0, np.nan, last]))


def document(value: object) -> Write:
    return text(json.dumps({"auc": [0.5, float("nan")], "units": {"inside": value}}))


def package(content: str, name: str = "doc.kml") -> Write:
    return lambda path: write_archive(path, {name: content.encode()})


SAME: dict[str, Write] = {
    ".tif": raster(),
    ".gpkg": lambda path: points().to_file(path, layer="units"),
    ".parquet": lambda path: table().to_parquet(path),
    ".json": document(3),
    ".csv": text("class,share\n1,0.5\n"),
    ".tsv": text("class\tshare\n1\t0.5\n"),
    ".txt": text("tree\nversion=v4\n"),
    ".html": text("<p>0.81</p>\n"),
    ".xml": text("<Category>steep</Category>\n"),
    ".qml": text("<qgis/>\n"),
    ".sld": text("<Rule/>\n"),
    ".qgz": package("<qgis/>"),
    ".kmz": package("<kml/>"),
    ".pdf": text("%PDF-1.4 a"),
    ".nc": dataset(),
    ".npz": archive(3.0),
    ".png": image(0.5),
    ".skops": forest(),
}
OTHER: list[tuple[str, Write, str]] = [
    (".tif", raster(changed()), "1 of 20 values"),
    (".tif", raster(np.nan_to_num(VALUES, nan=1)), "band 1"),
    (".tif", raster(VALUES.astype(np.float64)), "dtypes"),
    (".tif", raster(tags={"UNITS": "mm/yr"}), "tags"),
    (".tif", raster(tags={}), "tags"),
    (".tif", raster(descriptions=["rate"]), "descriptions"),
    (".tif", raster(nodata=-9999), "nodata"),
    (".tif", raster(np.stack([VALUES, VALUES])), "count"),
    (".tif", raster(grid=Grid(CRS.from_epsg(32617), GRID.transform, GRID.shape)), "crs"),
    (".tif", raster(grid=Grid(GRID.crs, GRID.transform @ Affine.translation(1, 0), GRID.shape)), "transform"),
    (".gpkg", lambda path: points(1e-6).to_file(path, layer="units"), "column geometry"),
    (".gpkg", lambda path: points(epsg=32617).to_file(path, layer="units"), "CRS"),
    (".gpkg", lambda path: points(score=[0.25, 0.5, 0.75]).to_file(path, layer="units"), "column score"),
    (".gpkg", lambda path: points(rock=["shale", "", "chert"]).to_file(path, layer="units"), "column rock"),
    (".gpkg", lambda path: points().to_file(path, layer="cells"), "layers"),
    (".parquet", lambda path: table(score=[0.25, np.nan, 0.75 + 1e-15]).to_parquet(path), "column score"),
    (".parquet", lambda path: table(unit_id=np.int32([1, 2, 3])).to_parquet(path), "schema"),
    (".parquet", lambda path: table().iloc[:2].to_parquet(path), "column score"),
    (".parquet", lambda path: table().rename(columns={"rock": "stone"}).to_parquet(path), "columns"),
    (".json", document(4), "units/inside: 3 and 4"),
    (".json", document(3.0), "units/inside"),
    (".json", document(None), "units/inside"),
    (".json", text('{"auc": [0.5]}'), "auc"),
    (".csv", text("class,share\n1,0.6\n"), "line 2"),
    (".csv", text("class,share\n"), "number of lines"),
    (".tsv", text("class\tshare\n2\t0.5\n"), "line 2"),
    (".txt", text("tree\nversion=v3\n"), "line 2"),
    (".html", text("<p>0.82</p>\n"), "line 1"),
    (".xml", text("<Category>flat</Category>\n"), "line 1"),
    (".qml", text("<qgis a=''/>\n"), "line 1"),
    (".sld", text("<Rule a=''/>\n"), "line 1"),
    (".qgz", package("<qgis a=''/>"), "member doc.kml"),
    (".kmz", package("<kml/>", "other.kml"), "members"),
    (".nc", dataset(changed()), "rate: 1 of 20"),
    (".nc", dataset(units="mm/yr"), "attributes of rate"),
    (".npz", archive(3.5), "rate: 1 of 3"),
    (".png", image(0.6), "pixels"),
    (".pdf", text("%PDF-1.4 b"), "other bytes"),
    (".skops", forest(seed=2), "parameters"),
    (".skops", forest(trees=4), "number of trees"),
    (".tif", text("no raster"), "RasterioIOError"),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders with the same products, each written by itself."""
    parent = tmp_path_factory.mktemp("written")
    one, other = parent / "one", parent / "other"
    for folder in (one, other):
        (folder / "static").mkdir(parents=True)
        for suffix, write in SAME.items():
            write(folder / "static" / f"product{suffix}")
    return one, other


@pytest.fixture
def folders(written: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the two folders, to be changed."""
    one, other = (Path(shutil.copytree(folder, tmp_path / folder.name)) for folder in written)
    return one, other


def test_equal_folders_are_equal_whatever_the_containers_record(folders: tuple[Path, Path]) -> None:
    one, other = folders
    for folder, line in zip(folders, ("started at 10", "started at 11"), strict=True):
        (folder / "logs").mkdir()
        (folder / "logs" / "step.log").write_text(line)
    (one / "static" / ".snakemake_timestamp").touch()
    assert compare_folders(one, other) == (len(SAME), [])
    skops = [(folder / "static" / "product.skops").read_bytes() for folder in folders]
    assert skops[0] == skops[1]


def test_every_kind_of_product_is_tried_here() -> None:
    assert set(SAME) == set(COMPARISONS) == {suffix for suffix, _, _ in OTHER}


@pytest.mark.parametrize(("suffix", "write", "told"), OTHER, ids=[f"{row[0]}-{row[2]}" for row in OTHER])
def test_a_difference_is_found_and_named(
    folders: tuple[Path, Path], suffix: str, write: Write, told: str
) -> None:
    path = folders[1] / "static" / f"product{suffix}"
    path.unlink()
    write(path)
    equal, differences = compare_folders(*folders)
    assert equal == len(SAME) - 1
    assert differences
    assert all(line.startswith(f"static/product{suffix}: ") for line in differences)
    assert told in " ".join(differences)


def test_the_order_of_keys_in_json_does_not_count(folders: tuple[Path, Path]) -> None:
    content = '{"units": {"inside": 3}, "auc": [0.5, NaN]}'
    (folders[1] / "static" / "product.json").write_text(content, encoding="utf-8")
    assert compare_folders(*folders) == (len(SAME), [])


def test_missing_extra_and_unknown_files_are_differences(folders: tuple[Path, Path]) -> None:
    one, other = folders
    (other / "static" / "product.csv").unlink()
    (other / "extra.csv").write_text("a\n")
    for folder in folders:
        (folder / "map.kml").write_text("same")
    equal, differences = compare_folders(one, other)
    assert equal == len(SAME) - 1
    assert differences == [
        f"static/product.csv: only in {one}",
        f"extra.csv: only in {other}",
        "map.kml: no comparison for '.kml' files",
    ]


def test_the_exit_status_tells(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    one, other = map(str, folders)
    assert main([one, other]) == 0
    assert capsys.readouterr().out == f"{len(SAME)} products equal\n"
    (folders[1] / "static" / "product.html").write_text("<p>0.8</p>\n")
    assert main([one, other]) == 1
    assert "static/product.html: line 1" in capsys.readouterr().out


def test_nothing_to_compare_is_no_success(folders: tuple[Path, Path], tmp_path: Path) -> None:
    empty = [tmp_path / "a", tmp_path / "b"]
    for folder in empty:
        folder.mkdir()
    assert main([str(folder) for folder in empty]) == 1
    for same_or_absent in (folders[0], tmp_path / "absent"):
        with pytest.raises(SystemExit) as ended:
            main([str(folders[0]), str(same_or_absent)])
        assert ended.value.code == 2


def test_baselines_are_compared_by_their_coefficients(tmp_path):
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=list("abc"))
    paths = [tmp_path / name for name in ("one.skops", "same.skops", "other.skops")]
    for path, labels in zip(paths, (frame["a"] > 0, frame["a"] > 0, frame["b"] > 0), strict=True):
        save_model(fit_model(make_model("logistic", seed=1), frame, labels), path)
    assert list(compare_pipelines(paths[0], paths[1])) == []
    assert any("coef_" in line for line in compare_pipelines(paths[0], paths[2]))
