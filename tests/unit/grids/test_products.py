from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio
from affine import Affine
from full_disk import require_all_or_nothing, sizes_of, small_disk
from rasterio.crs import CRS
from rio_cogeo.cogeo import cog_validate

from scarpwatch import __version__
from scarpwatch.files.finished import recorded, require_whole
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import Grid, read_raster, row_blocks
from scarpwatch.grids.products import Classes, new_product, sidecar_of, write_product

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500_000, 0, -30, 4_000_000), (700, 600))
CLASSES = Classes(
    {1: "low <script>", 2: "", 3: "‏عالي & \x00\n\"$x$'"},
    {1: (1, 2, 3, 255), 2: (4, 5, 6, 255), 3: (7, 8, 9, 255)},
)


def numbers():
    values = np.random.default_rng(1).normal(size=GRID.shape).astype(np.float32)
    values[:300] = np.nan
    return values


def codes():
    made = np.ones(GRID.shape, np.uint8)
    made[:, 1::4] = 3  # less often than 1, in every block
    made[:64] = 0
    return made


@pytest.mark.parametrize(("values", "classes", "nodata"), [(numbers(), None, None), (codes(), CLASSES, 0)])
def test_a_product_is_a_valid_cloud_optimised_file_of_the_same_bytes_however_it_is_written(
    tmp_path, values, classes, nodata
):
    about = {"description": "x", "nodata": nodata, "tags": {"UNITS": "cm/yr"}, "classes": classes}
    write_product(tmp_path / "whole.tif", values, GRID, **about)
    with new_product(tmp_path / "parts.tif", GRID, dtype=values.dtype.name, **about) as target:
        for window in row_blocks(GRID.shape, 100):
            target.write(values[window.toslices()], 1, window=window)
    assert (tmp_path / "whole.tif").read_bytes() == (tmp_path / "parts.tif").read_bytes()
    valid, errors, warnings = cog_validate(str(tmp_path / "whole.tif"), strict=True, quiet=True)
    assert valid and not errors and not warnings
    np.testing.assert_array_equal(read_raster(tmp_path / "whole.tif")[0], values)
    with rasterio.open(tmp_path / "whole.tif") as source:
        assert source.count == 1 and source.descriptions == ("x",)
        assert source.tags()["PROGRAM_VERSION"] == __version__ and source.tags()["UNITS"] == "cm/yr"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"whole.tif", "parts.tif"} | (
        {"whole.tif.aux.xml", "parts.tif.aux.xml"} if classes else set()
    )


def test_overviews_hold_means_of_numbers_and_the_most_frequent_class(tmp_path):
    write_product(tmp_path / "numbers.tif", numbers(), GRID, description="x")
    write_product(tmp_path / "codes.tif", codes(), GRID, description="x", nodata=0, classes=CLASSES)
    with rasterio.open(tmp_path / "numbers.tif", overview_level=0) as source:
        found, full = source.read(1), numbers()
        assert np.isnan(found[:150]).all()
        expected = full[300:302, 10:12].mean()
        assert found[150, 5] == pytest.approx(expected, rel=1e-5)
    with rasterio.open(tmp_path / "codes.tif", overview_level=1) as source:
        assert set(np.unique(source.read(1))) == {0, 1}


def test_each_class_has_a_row_with_its_name_colour_and_cells(tmp_path):
    write_product(tmp_path / "a.tif", codes(), GRID, description="x", nodata=0, classes=CLASSES)
    document = ElementTree.parse(sidecar_of(tmp_path / "a.tif"))
    names = [field.findtext("Name") for field in document.iter("FieldDefn")]
    rows = [dict(zip(names, [cell.text for cell in row], strict=True)) for row in document.iter("Row")]
    assert [row["Value"] for row in rows] == ["1", "3"]  # the class without a name is none
    assert rows[0]["Class"] == "low <script>" and rows[1]["Class"] == "‏عالي & \ufffd\n\"$x$'"
    assert [int(row["Count"]) for row in rows] == [np.sum(codes() == 1), np.sum(codes() == 3)]
    assert [rows[1][name] for name in ("Red", "Green", "Blue", "Alpha")] == ["7", "8", "9", "255"]
    assert next(item.text for item in document.iter("Category")) == "no data"
    with rasterio.open(tmp_path / "a.tif") as source:
        assert source.colormap(1)[3] == (7, 8, 9, 255)
    assert read_class_names(tmp_path / "a.tif") == CLASSES.names


def test_an_error_leaves_nothing_and_damage_is_found(tmp_path):
    with pytest.raises(RuntimeError), new_product(tmp_path / "a.tif", GRID, dtype="uint8", description="x"):
        raise RuntimeError
    assert not list(tmp_path.iterdir())
    with recorded():
        write_product(tmp_path / "a.tif", numbers(), GRID, description="x")
    require_whole([tmp_path / "a.tif"])
    content = bytearray((tmp_path / "a.tif").read_bytes())
    content[-5] ^= 1
    (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(Exception, match="damaged"):
        require_whole([tmp_path / "a.tif"])


def test_values_of_another_shape_are_refused(tmp_path):
    with pytest.raises(ValueError, match="do not fit"):
        write_product(tmp_path / "a.tif", np.zeros((3, 4), np.uint8), GRID, description="x")


def test_a_full_disk_leaves_the_whole_product_or_none(tmp_path):
    values = numbers()
    write_product(tmp_path / "reference.tif", values, GRID, description="x")

    def write(path):
        with recorded():
            write_product(path, values, GRID, description="x")

    needed = values.nbytes + (tmp_path / "reference.tif").stat().st_size
    ended = set()
    with small_disk(tmp_path / "disk") as mount:
        for size in sizes_of(2 * needed):
            folder = mount(size)
            ended.add(require_all_or_nothing(write, folder / "a.tif", tmp_path / "reference.tif"))
    assert ended == {True, False}
