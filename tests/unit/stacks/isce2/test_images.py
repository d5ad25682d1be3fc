"""Windows of flat and of virtual images."""

import numpy as np
import pytest
from miniatures.isce2 import SHAPE, degrees, image_xml, write
from product_truth import EAST, NORTH, SOUTH, WEST, Truth
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.stacks.isce2.images import area_window, image_bounds, image_shape, read_windows

TRUTH = Truth(dates=Truth().dates[:2])
SLC = "merged/SLC/20240105/20240105.slc.full"
WINDOW = Window(30, 90, 50, 25)  # over both bursts


@pytest.fixture(scope="module")
def flat(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flat")
    write(folder, TRUTH)
    return folder


def test_a_window_of_every_scheme(tmp_path):
    values = np.arange(2 * 6 * 7, dtype=">f4").reshape(2, 6, 7)
    text = image_xml(tmp_path / "a", values.astype("<f4")).replace("<value>l<", "<value>b<")
    for scheme, order in (("BIL", (1, 0, 2)), ("BIP", (1, 2, 0)), ("BSQ", (0, 1, 2))):
        path = tmp_path / scheme
        values.transpose(order).tofile(path)
        path.with_name(f"{scheme}.xml").write_text(text.replace("BIL", scheme))
        assert image_shape(str(path)) == (6, 7)
        for band in (1, 2):
            part = next(read_windows(str(path), [Window(2, 1, 4, 3)], band))
            assert part.dtype == np.float32
            assert part.dtype.isnative
            assert (part == values[band - 1, 1:4, 2:6]).all()


def test_virtual_images_are_those_of_their_bursts(flat, tmp_path):
    write(tmp_path, TRUTH, virtual=True)
    whole = np.fromfile(flat / SLC, "<c8").reshape(SHAPE)
    path = str(tmp_path / f"{SLC}.vrt")
    assert image_shape(path) == SHAPE
    part = next(read_windows(path, [WINDOW]))
    assert part.dtype == np.complex64
    assert (part == whole[90:115, 30:80]).all()
    assert (next(read_windows(str(flat / SLC), [WINDOW])) == part).all()
    burst = next((tmp_path / "coreg_secondarys/20240105").rglob("burst_02.slc.vrt"))
    burst.unlink()
    with pytest.raises(InputError, match="it is missing"):
        next(read_windows(path, [WINDOW]))
    burst.with_suffix("").rename(burst)  # a flat file is no virtual one
    with pytest.raises(InputError, match="no virtual image"):
        next(read_windows(path, [WINDOW]))


def test_a_burst_cut_short_behind_a_virtual_image(tmp_path):
    write(tmp_path, TRUTH, virtual=True)
    burst = next((tmp_path / "coreg_secondarys/20240105").rglob("burst_02.slc"))
    whole = burst.read_bytes()
    burst.write_bytes(whole[:-8])
    for read in (image_shape, lambda name: next(read_windows(name, [WINDOW]))):
        with pytest.raises(InputError, match="263992 bytes and would have 264000") as caught:
            read(str(tmp_path / f"{SLC}.vrt"))
        assert "burst_02.slc" in str(caught.value)
    burst.write_bytes(whole)
    assert image_shape(str(tmp_path / f"{SLC}.vrt")) == SHAPE


def test_a_truncated_image_is_refused(flat, tmp_path):
    path = tmp_path / "short.slc"
    path.write_bytes((flat / SLC).read_bytes()[:-80])
    path.with_name("short.slc.xml").write_text((flat / f"{SLC}.xml").read_text())
    for read in (image_shape, lambda name: next(read_windows(name, [WINDOW]))):
        with pytest.raises(InputError, match="527920 bytes and would have 528000"):
            read(str(path))


def test_the_window_holds_the_whole_area_and_little_more(flat):
    lat, lon = (str(flat / "merged/geom_reference" / f"{name}.rdr.full") for name in ("lat", "lon"))
    truth = degrees(TRUTH)
    for bounds in ((WEST, SOUTH, EAST, NORTH), (113.62, 23.62, 113.63, 23.63)):
        rows, columns = area_window(lat, lon, bounds).toslices()
        west, south, east, north = bounds
        inside = (truth[0] > west) & (truth[0] < east) & (truth[1] > south) & (truth[1] < north)
        held = np.zeros(SHAPE, bool)
        held[rows, columns] = True
        assert not (inside & ~held).any()
        lines, samples = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        assert np.ptp(np.flatnonzero(held.any(axis=1))) <= np.ptp(lines) + 16
        assert np.ptp(np.flatnonzero(held.any(axis=0))) <= np.ptp(samples) + 16
    with pytest.raises(InputError, match="any of the area"):
        area_window(lat, lon, (10, 40, 11, 41))


def test_bounds_leave_out_what_is_not_known(tmp_path):
    lat, lon = np.zeros((2, 1, 5, 4))
    path = [str(tmp_path / name) for name in ("lat", "lon")]

    def save():
        for name, values in zip(path, (lat, lon), strict=True):
            values.tofile(name)
            (tmp_path / f"{name}.xml").write_text(image_xml(tmp_path / name, values))

    save()
    assert image_bounds(*path) is None
    lat[0, 1:3, 1:3], lon[0, 1:3, 1:3] = [[1, 2], [3, 4]], [[-5, -6], [-7, -8]]
    save()
    assert image_bounds(*path) == (-8, 1, -5, 4)


def test_latitude_and_longitude_of_two_sizes_are_refused(tmp_path):
    files = []
    for name, columns in (("lat", 6), ("lon", 7)):
        values = np.full((5, columns), 20.0, "<f8")
        values.tofile(tmp_path / f"{name}.rdr")
        (tmp_path / f"{name}.rdr.xml").write_text(image_xml(tmp_path / f"{name}.rdr", values[None]))
        files.append(str(tmp_path / f"{name}.rdr"))
    for read in (lambda: image_bounds(*files), lambda: area_window(*files, (19, 19, 21, 21))):
        with pytest.raises(InputError, match=r"its size is \(5, 7\) and that of lat\.rdr \(5, 6\)"):
            read()


def test_an_area_across_the_180th_meridian(tmp_path):
    """ISCE's longitudes end at 180 and go on at -180; those of an area go on beyond."""
    lat, lon = np.meshgrid(np.linspace(-16, -17, 101), np.linspace(179.5, 180.5, 201), indexing="ij")
    for name, values in (("lat", lat), ("lon", np.where(lon > 180, lon - 360, lon))):
        values.astype("<f8").tofile(tmp_path / f"{name}.rdr")
        (tmp_path / f"{name}.rdr.xml").write_text(
            image_xml(tmp_path / f"{name}.rdr", values.astype("<f8")[None])
        )
    files = [str(tmp_path / f"{name}.rdr") for name in ("lat", "lon")]
    assert image_bounds(*files) == pytest.approx((179.5, -17, 180.5, -16))
    for turn in (0, -360):
        window = area_window(*files, (179.9 + turn, -16.6, 180.1 + turn, -16.4))
        assert window == Window(72, 32, 57, 32)
