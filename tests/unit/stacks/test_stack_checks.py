"""Checks of the radar data, one test per fault."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import truncate, write
from rasterio.crs import CRS
from rasterio.transform import Affine, from_origin

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.stack_checks import check_slc_stack

SHAPE = (12, 15)
FILES = ["a.tif", "b.tif", "c.tif"]


@pytest.fixture
def area(tmp_path: Path) -> Area:
    return Area(tmp_path / "dem.tif", 1, CRS.from_epsg(4326), (-99.2, 19.48, -99.17, 19.5))


def make_stack(folder: Path) -> tuple[Path, Path]:
    """Three scenes in radar geometry with their geometry layers."""
    rng = np.random.default_rng(1)
    for name in FILES:
        noise = rng.normal(size=SHAPE) + 1j * rng.normal(size=SHAPE)
        write(folder / name, noise.astype(np.complex64), crs=None, transform=Affine.identity())
    layers = folder / "geometry"
    layers.mkdir()
    values = {
        "height": np.full(SHAPE, 2200.0),
        "incidence": np.full(SHAPE, 0.6),
        "slant_range": np.full(SHAPE, 8.5e5),
        "look_angle": np.full(SHAPE, 0.5),
        "longitude": np.linspace(-99.2, -99.17, SHAPE[1])[None].repeat(SHAPE[0], 0),
        "latitude": np.linspace(19.5, 19.48, SHAPE[0])[:, None].repeat(SHAPE[1], 1),
    }
    for name, layer in values.items():
        write(layers / f"{name}.tif", layer.astype(np.float64), crs=None, transform=Affine.identity())
    lines = [
        "date,file,perpendicular_baseline_m",
        "2024-01-07,a.tif,0",
        "2024-01-19,b.tif,30",
        "2024-01-31,c.tif,",
    ]
    (folder / "scenes.csv").write_text("\n".join(lines))
    return folder / "scenes.csv", layers


def spoil(path: Path, values: np.ndarray, **options: object) -> None:
    write(path, values, **{"crs": None, "transform": Affine.identity(), **options})  # type: ignore[arg-type]


def test_a_good_stack(tmp_path: Path, area: Area) -> None:
    found = check_slc_stack(*make_stack(tmp_path), area)
    assert (found["scenes"], found["rows"], found["columns"]) == (3, *SHAPE)
    assert found["crs"] == "radar geometry"
    assert not found["baselines_known"]
    assert found["coverage"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("baselines", "note"),
    [
        ([(0, 0), (30, 12), (-55, 4)], None),
        ([(0, 0), (30, 30), (-55, -55)], "one column may be a copy of the other"),
        (
            [(0, 0), (30e3, 12), (-55e3, 4)],
            "85 km, far beyond the critical baseline: they may be in another unit",
        ),
        ([(0.0, 0), (0.03, 12), (-0.055, 4)], "differ by less than 1 m"),
    ],
    ids=["honest", "copied", "mm", "km"],
)
def test_baselines_that_cannot_be_true_are_noted(
    tmp_path: Path, area: Area, baselines: list[tuple[float, float]], note: str | None
) -> None:
    table, layers = make_stack(tmp_path)
    lines = ["date,file,perpendicular_baseline_m,parallel_baseline_m"]
    lines += [
        f"2024-01-{7 + 12 * n:02d},{FILES[n]},{across},{along}" for n, (across, along) in enumerate(baselines)
    ]
    table.write_text("\n".join(lines))
    notes = check_slc_stack(table, layers, area, max_baseline_m=200)["notes"]
    if note is None:
        assert notes == []
    else:
        assert note in notes[0]


def test_a_good_stack_in_map_geometry(tmp_path: Path, area: Area) -> None:
    table, layers = make_stack(tmp_path)
    transform = from_origin(-99.2, 19.5, 0.002, 0.002)
    for name in FILES:
        image = np.full(SHAPE, 1 + ord(name[0]), np.complex64)
        spoil(tmp_path / name, image, crs="EPSG:4326", transform=transform)
    (layers / "latitude.tif").unlink()
    (layers / "longitude.tif").unlink()
    assert check_slc_stack(table, layers, area)["crs"] == "EPSG:4326"


@pytest.mark.parametrize(
    ("damage", "file", "fault"),
    [
        (lambda p: truncate(p / "b.tif"), "b.tif", "truncated"),
        (lambda p: spoil(p / "b.tif", np.ones((12, 16), np.complex64)), "b.tif", "size is 12 x 16"),
        (lambda p: spoil(p / "b.tif", np.ones(SHAPE, np.float32)), "b.tif", "float32, not complex"),
        (lambda p: spoil(p / "b.tif", np.zeros(SHAPE, np.complex64)), "b.tif", "it is empty"),
        (lambda p: (p / "b.tif").unlink(), "b.tif", "does not exist"),
        (lambda p: (p / "geometry" / "height.tif").unlink(), "height.tif", "does not exist"),
        (lambda p: (p / "geometry" / "latitude.tif").unlink(), "latitude.tif", "does not exist"),
        (lambda p: spoil(p / "geometry" / "height.tif", np.ones((3, 3))), "height.tif", "size is 3 x 3"),
        (
            lambda p: spoil(p / "geometry" / "incidence.tif", np.full(SHAPE, 34.0)),
            "incidence.tif",
            "where 0.05 to 1.5 radians can be",
        ),
        (
            lambda p: spoil(p / "geometry" / "slant_range.tif", np.full(SHAPE, -1.0)),
            "slant_range.tif",
            "metres",
        ),
        (
            lambda p: spoil(p / "geometry" / "longitude.tif", np.full(SHAPE, 20.0)),
            "latitude.tif",
            "does not overlap the DEM",
        ),
    ],
)
def test_faults_of_a_stack(tmp_path: Path, area: Area, damage: object, file: str, fault: str) -> None:
    table, layers = make_stack(tmp_path)
    damage(tmp_path)  # type: ignore[operator]
    with pytest.raises(InputError, match=fault) as caught:
        check_slc_stack(table, layers, area)
    assert caught.value.where.endswith(file)
    assert caught.value.cure


def test_the_look_vector_is_checked_where_it_is_given(tmp_path: Path, area: Area) -> None:
    table, layers = make_stack(tmp_path)
    for name, value in zip(LOOK, (0.6, 0.0, 0.8), strict=True):
        spoil(layers / f"{name}.tif", np.full(SHAPE, value))
    check_slc_stack(table, layers, area)
    spoil(layers / "los_up.tif", np.full(SHAPE, 45.0))
    with pytest.raises(InputError, match=r"los_up\.tif.*parts of a unit vector"):
        check_slc_stack(table, layers, area)


def test_a_single_scene(tmp_path: Path, area: Area) -> None:
    table, layers = make_stack(tmp_path)
    table.write_text("\n".join(table.read_text().splitlines()[:2]))
    with pytest.raises(InputError, match="an interferogram takes two"):
        check_slc_stack(table, layers, area)


def test_what_flattening_needs_is_asked_for_only_then(tmp_path: Path, area: Area) -> None:
    table, layers = make_stack(tmp_path)
    with pytest.raises(InputError, match=r"baselines of 2024-01-07 are blank"):
        check_slc_stack(table, layers, area, flattened=False)
    rows = ["2024-01-07,a.tif,0,0", "2024-01-19,b.tif,30,-4", "2024-01-31,c.tif,-9,2"]
    table.write_text("\n".join(["date,file,perpendicular_baseline_m,parallel_baseline_m", *rows]))
    check_slc_stack(table, layers, area, flattened=False)
    (layers / "look_angle.tif").unlink()
    check_slc_stack(table, layers, area)
    with pytest.raises(InputError, match="does not exist"):
        check_slc_stack(table, layers, area, flattened=False)


def test_scenes_of_complex_integers_are_accepted(tmp_path: Path, area: Area) -> None:
    """The type of Sentinel-1's own products, which numpy does not have."""
    table, layers = make_stack(tmp_path)
    rng = np.random.default_rng(2)
    grid = Grid(None, Affine.identity(), SHAPE)
    for name in FILES:
        noise = (100 * (rng.normal(size=SHAPE) + 1j * rng.normal(size=SHAPE))).astype(np.complex64)
        write_raster(tmp_path / name, noise, grid, dtype="complex_int16", nodata=0)
    assert check_slc_stack(table, layers, area)["scenes"] == 3


def change_tags(path: Path, **tags: str) -> None:
    with rasterio.open(path, "r+") as file:
        file.update_tags(**tags)


@pytest.mark.parametrize(
    ("damage", "file", "fault"),
    [
        (lambda p: change_tags(shutil.copy(p / "a.tif", p / "b.tif"), DATE="2024-01-19"), "b.tif", "one image stands for both 2024-01-07 and 2024-01-19"),
        (lambda p: change_tags(p / "b.tif", DATE="20240107"), "b.tif", "DATE says 2024-01-07, and the scene table 2024-01-19"),
        (lambda p: change_tags(p / "b.tif", WAVELENGTH_M="0.2424"), "b.tif", "says 0.2424, and sar.wavelength_m is 0.05546"),
        (lambda p: change_tags(p / "b.tif", WAVELENGTH_M="nan"), "b.tif", "WAVELENGTH_M says nan"),
        (lambda p: spoil(p / "b.tif", np.full(SHAPE, 1e30, np.complex64)), "b.tif", r"goes up to 1e\+30"),
        (lambda p: (p / "geometry/los_east.tif").unlink(), "geometry", r"look vector it has no los_east\.tif"),
        (lambda p: spoil(p / "geometry/los_up.tif", np.full(SHAPE, 0.08)), "los_up.tif", "0.605 to 0.605 long"),
        (lambda p: spoil(p / "geometry/los_up.tif", np.full(SHAPE, np.nan)), "los_up.tif", "nowhere known"),
        (lambda p: spoil(p / "geometry/layover_shadow.tif", np.zeros((3, 3))), "layover_shadow.tif", "size is 3 x 3"),
        (lambda p: spoil(p / "geometry/layover_shadow.tif", np.ones(SHAPE)), "layover_shadow.tif", "every cell of it"),
        (lambda p: no_place(p / "geometry"), "latitude.tif", "2 or more of its cells lie at latitude 0, longitude 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_of_one_stack(
    tmp_path: Path, area: Area, damage: object, file: str, fault: str
) -> None:
    table, layers = make_stack(tmp_path)
    for name, value in zip(LOOK, (0.6, 0.0, 0.8), strict=True):
        spoil(layers / f"{name}.tif", np.full(SHAPE, value))
    mask = np.zeros(SHAPE)
    mask[0] = 1
    spoil(layers / "layover_shadow.tif", mask)
    for name, day in zip(FILES, ("2024-01-07", "20240119", "none"), strict=True):
        change_tags(tmp_path / name, DATE=day, WAVELENGTH_M="0.05546576")
    check_slc_stack(table, layers, area, wavelength_m=0.0554658)
    damage(tmp_path)  # type: ignore[operator]
    with pytest.raises(InputError, match=fault) as caught:
        check_slc_stack(table, layers, area, wavelength_m=0.0554658)
    assert caught.value.where.endswith(file)
    assert caught.value.cure


def no_place(layers: Path) -> None:
    """Two cells at 0, 0, as coregistering programs mark what they could not place."""
    for name, values in (("latitude", np.full(SHAPE, 19.49)), ("longitude", np.full(SHAPE, -99.18))):
        values[3, 4:6] = 0
        spoil(layers / f"{name}.tif", values)


def test_a_stack_is_not_flattened_by_baselines_that_no_orbit_has(tmp_path: Path, area: Area) -> None:
    table, layers = make_stack(tmp_path)
    rows = ["2024-01-07,a.tif,0,0", "2024-01-19,b.tif,1e9,-4", "2024-01-31,c.tif,-9,2"]
    table.write_text("\n".join(["date,file,perpendicular_baseline_m,parallel_baseline_m", *rows]))
    assert "far beyond the critical baseline" in check_slc_stack(table, layers, area)["notes"][0]
    with pytest.raises(InputError, match=r"a baseline of 2024-01-19 is 1e\+09 m"):
        check_slc_stack(table, layers, area, flattened=False)
