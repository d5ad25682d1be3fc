"""Folders of every family's radar products made odd: refused with a message, or what is read of them can be."""

import importlib
import pkgutil
import re
import shutil
from functools import partial
from pathlib import Path

import h5py
import miniatures
import numpy as np
import pytest
import rasterio
from affine import Affine
from miniatures import licsar
from product_truth import EAST, NORTH, SOUTH, WEST, Truth, write_dem
from rasterio.windows import Window

from fuzz.cases import ODD, pick, run_cases
from scarpwatch.families import FAMILIES
from scarpwatch.grids.grid import read_grid, write_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.families import (
    deformation_reader,
    list_deformation,
    list_pairs,
    list_scenes,
    pair_reader,
    recognise,
    scene_reader,
    series_reader,
)
from scarpwatch.stacks.pair_checks import check_layers, check_pairs
from scarpwatch.stacks.scene_checks import check_scenes

pytestmark = pytest.mark.fuzz

TRUTH = Truth(dates=Truth().dates[:3])
MODULES = [*sorted(module.name for module in pkgutil.iter_modules(miniatures.__path__)), "licsar_multilooked"]
BOX = WEST, SOUTH, EAST, NORTH
ODD_VALUES = (np.nan, np.inf, -np.inf, 0, 1, -1, 255, -9999, 1e5, 1e30, -1e30, 3.4e38, 1e-40)
ODD_NAMES = ("copy of {}", "{}.bak", "{} (1)", "._{}", "x_{}", "{}é", "20240230_{}", "~{}")


def family_of(name: str) -> str:
    return "licsar" if name == "licsar_multilooked" else importlib.import_module(f"miniatures.{name}").FAMILY


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A DEM over the truth's area."""
    path = tmp_path_factory.mktemp("ground") / "dem.tif"
    write_dem(path, TRUTH)
    grid = read_grid(path)
    return Area(str(path), 1, grid.crs, grid.bounds)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One sound folder per miniature, written once."""
    made = {}

    def folder(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name) / "products"
            made[name].mkdir()
            if name == "licsar_multilooked":
                licsar.write_multilooked(made[name], TRUTH)
            else:
                importlib.import_module(f"miniatures.{name}").write(made[name], TRUTH)
        return made[name]

    return folder


def damage_bytes(rng, path: Path) -> None:
    """A file cut short, emptied, with other bytes in it, or with bytes behind it."""
    data = bytearray(path.read_bytes())
    kind = pick(rng, ("cut", "cut", "empty", "flip", "flip", "flip", "zeros", "more"))
    if kind == "cut":
        data = data[: int(rng.integers(0, len(data) + 1))]
    elif kind == "empty":
        data = bytearray()
    elif kind == "flip":
        for _ in range(int(rng.integers(1, 9)) if data else 0):
            data[int(rng.integers(len(data)))] = int(rng.integers(256))
    elif kind == "zeros" and data:
        start = int(rng.integers(len(data)))
        data[start : start + 200] = bytes(len(data[start : start + 200]))
    else:
        data += bytes(rng.integers(0, 256, 50).tolist())
    path.write_bytes(bytes(data))


def damage_names(rng, path: Path, others: list[Path]) -> None:
    """A file that is missing, elsewhere, there twice, a folder, a link that leads nowhere, or another one's content."""
    kind = pick(rng, ("missing", "renamed", "twice", "folder", "link", "swapped", "swapped", "date"))
    alike = [other for other in others if other.suffix == path.suffix and other != path]
    if kind in ("renamed", "twice"):
        target = path.with_name(pick(rng, ODD_NAMES).format(path.name))
        path.rename(target) if kind == "renamed" else shutil.copy(path, target)
    elif kind == "swapped" and alike:
        other = pick(rng, alike)
        one, two = path.read_bytes(), other.read_bytes()
        path.write_bytes(two)
        other.write_bytes(one)
    elif kind == "date" and re.search(r"\d{8}", path.name):
        new = pick(rng, ("20240105", "20240117", "00010101", "29991231", "20240230", "20240106"))
        path.rename(path.with_name(re.sub(r"\d{8}", new, path.name, count=1)))
    else:
        path.unlink()
        if kind == "folder":
            path.mkdir()
        elif kind == "link":
            path.symlink_to("nowhere")


def damage_text(rng, path: Path) -> None:
    """A number or a word of a text file that is odd, or a line that is missing or there twice."""
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    places = list(re.finditer(r"[-+]?\d[\d.eE+-]*|[A-Za-z_]{3,}", text))
    lines = text.splitlines(keepends=True)
    kind = pick(rng, ("number", "number", "number", "without", "twice"))
    if kind == "number" and places:
        place = pick(rng, places)
        text = text[: place.start()] + pick(rng, ODD) + text[place.end() :]
    elif lines:
        number = int(rng.integers(len(lines)))
        text = "".join(
            lines[:number]
            + (lines[number:] if kind == "twice" else [])
            + lines[number + (kind == "without") - (kind == "twice") :]
        )
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


def damage_raster(rng, path: Path) -> None:
    """Odd cells, another place, another no-data value, or odd tags."""
    with rasterio.open(path, "r+") as target:
        kind = pick(rng, ("cells", "cells", "cells", "place", "nodata", "tags", "system"))
        if kind == "cells":
            values = target.read(1)
            row, column = int(rng.integers(values.shape[0])), int(rng.integers(values.shape[1]))
            size = int(pick(rng, (1, 3, 20, 1000)))
            odd = pick(rng, ODD_VALUES)
            whole_number = np.issubdtype(values.dtype, np.integer)
            part = int(np.clip(np.nan_to_num(odd), 0, 255)) if whole_number else odd
            with np.errstate(over="ignore", invalid="ignore"):
                values[row : row + size, column : column + size] = part
            target.write(values, 1)
        elif kind == "place":
            moved = pick(
                rng,
                (
                    Affine.translation(0.3, 0),
                    Affine.translation(4e3, 0),
                    Affine.scale(2),
                    Affine.scale(1, -1),
                    Affine.rotation(9),
                ),
            )
            target.transform = target.transform @ moved
        elif kind == "nodata":
            target.nodata = pick(rng, (0, 1, 255, None))
        elif kind == "system":
            target.crs = pick(rng, ("EPSG:4326", "EPSG:32650", "EPSG:3857", "EPSG:4978"))
        else:
            key = pick(rng, ("UNITS", "SIGN", "FIRST_DATE", "LAST_DATE", "DATA_UNITS", "REFERENCE_DATE"))
            target.update_tags(**{key: pick(rng, ODD).replace("\x00", "")})


def damage_hdf5(rng, path: Path) -> None:
    """An item that is text, a group, compound, a link, of another size, scaled, or odd in some cells; an odd attribute."""
    with h5py.File(path, "r+") as file:
        names: list[str] = []
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        if file.attrs and (rng.random() < 0.3 or not names):
            file.attrs[pick(rng, sorted(file.attrs))] = pick(rng, ODD).replace("\x00", "")
            return
        name = pick(rng, names)
        item, kind = (
            file[name],
            pick(
                rng,
                (
                    "text",
                    "group",
                    "compound",
                    "external",
                    "soft",
                    "shape",
                    "scale",
                    "cells",
                    "cells",
                    "gone",
                    "type",
                ),
            ),
        )
        values = item[()]
        numbers = np.asarray(values)
        if kind == "cells" and numbers.ndim and numbers.dtype.kind in "fc" and numbers.size:
            where = tuple(
                slice(int(start), int(start) + int(pick(rng, (1, 5, 500))))
                for start in (rng.integers(size) for size in numbers.shape)
            )
            numbers[where] = pick(rng, ODD_VALUES)
            item[...] = numbers
            return
        del file[name]
        if kind == "text":
            file[name] = pick(rng, ODD).replace("\x00", "")
        elif kind == "group":
            file.create_group(name)
        elif kind == "compound":
            file[name] = np.zeros(3, [("r", "f4"), ("i", "f4")])
        elif kind == "external":
            file[name] = h5py.ExternalLink("/nowhere/x.h5", "/data")
        elif kind == "soft":
            file[name] = h5py.SoftLink("/nowhere")
        elif kind == "shape":
            file[name] = numbers[..., :-1] if numbers.ndim else np.atleast_2d(numbers)
        elif kind == "scale" and numbers.dtype.kind in "fc":
            file[name] = numbers * pick(rng, (0.1, -1, 1000, 0, np.nan))
        elif kind == "type" and numbers.dtype.kind in "fiuc":
            file[name] = (
                numbers.real.astype("i2") if numbers.dtype.kind != "i" else numbers.astype("f8") + 0.5
            )


def damage(rng, folder: Path) -> None:
    """One to three things that are odd with a folder."""
    for _ in range(int(rng.integers(1, 4))):
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        if not files:
            return
        suffix = pick(
            rng, sorted({path.suffix for path in files})
        )  # for there are many images and few headers
        path = pick(rng, [path for path in files if path.suffix == suffix])
        kinds = [damage_bytes, partial(damage_names, others=files)]
        if path.suffix.lower() in (".tif", ".tiff"):
            kinds += [damage_raster] * 4
        elif path.suffix == ".h5":
            kinds += [damage_hdf5] * 6
        elif path.stat().st_size < 200_000 and b"\x00" not in path.read_bytes()[:2000]:
            kinds += [damage_text] * 4
        try:
            pick(rng, kinds)(rng, path)
        except Exception:  # libraries raise much here
            continue  # what was damaged before cannot be made odd in its own way any more


def no_infinity(values, most: float) -> None:
    known = values[~np.isnan(values)]
    assert not known.size or np.abs(known).max() <= most, "a value that cannot be"


def look_at_pairs(family: str, folder: Path, ground: Area) -> None:
    listing, reader = list_pairs(family, folder), pair_reader(family)
    found = check_pairs(listing, ground)
    assert 0.01 <= found["wavelength_m"] <= 1
    for pair in listing.pairs:
        facts, data = reader.read_facts(pair), reader.read_pair(pair)
        assert not np.isinf([facts.heading_deg, facts.perpendicular_baseline_m, facts.looks]).any()
        no_infinity(data.unwrapped, 1e4)
        no_infinity(data.coherence, 1.01)
        assert (np.isnan(data.unwrapped) == np.isnan(data.coherence)).all()
    grid = reader.read_facts(listing.pairs[0]).grid
    height = np.full(grid.shape, 100.0, np.float32)
    check_layers(reader.read_geometry(listing.geometry, grid, height), where=folder)


def look_at_scenes(family: str, folder: Path, ground: Area) -> None:
    listing, reader = list_scenes(family, folder), scene_reader(family)
    check_scenes(listing, ground)
    geometry = reader.read_geometry(
        {**listing.geometry, **listing.scenes[0].files, "dem": str(ground.dem)}, BOX
    )
    check_layers(geometry, where=folder)
    paths = {}
    for layer, values in geometry.layers.items():
        paths[layer] = str(folder / f"layer_{layer}.tif")
        write_raster(paths[layer], values, geometry.grid, tags=geometry.tags)
    image, _ = reader.read_scene(listing.scenes[-1], paths)
    assert np.isfinite(image).all(), "an image with numbers that are none"


def look_at_deformation(family: str, folder: Path, ground: Area) -> None:
    listing, reader = list_deformation(family, folder), deformation_reader(family)
    reader.check(listing, ground)
    sight = {layer: str(path) for layer, path in listing.geometry.items()}
    geometry = reader.read_geometry(sight, listing.known, ground.dem)
    check_layers(geometry, where=folder)
    dates = [f"{day:%Y%m%d}" for day in listing.dates]
    facts = reader.read_facts(listing.files, geometry.grid, dates if listing.series else ())
    for values, _ in reader.read_layers(listing.files, facts.grid).values():
        no_infinity(values, 1e6)
    if listing.series is None:
        for values in reader.read_rate(listing.files, listing.known, facts.grid):
            no_infinity(values, 100)
        return
    with series_reader(family).open_series(listing.files, facts.grid, dates) as read:
        series = read(Window(0, 0, facts.grid.shape[1], facts.grid.shape[0]))
    no_infinity(series, 1e3)


def product_case(rng, folder: Path, name: str, whole: Path, ground: Area) -> None:
    made = shutil.copytree(whole, folder / "products")
    damage(rng, made)
    family = family_of(name)
    if rng.random() < 0.3:
        family = recognise(made)[0]
    looks = {"pairs": look_at_pairs, "scenes": look_at_scenes, "deformation": look_at_deformation}
    looks[FAMILIES[family].form](family, made, ground)


@pytest.mark.parametrize("name", MODULES)
def test_products(record_property, tmp_path, name, whole, ground):
    sound = whole(name)
    run_cases(
        record_property,
        tmp_path,
        lambda rng, folder: product_case(rng, folder, name, sound, ground),
        count=100,
        seconds=25,
    )
