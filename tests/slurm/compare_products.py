"""Compare the products of two runs, file by file: what a reader of a file sees must be the same.

    python tests/slurm/compare_products.py one/results another/results

Rasters, tables and scores are compared value by value, without tolerance, with their tags and schemas;
containers that record when or by which process they were written (GeoPackage, skops) by what they hold.
Logs are left out. A file of a kind that is not known here counts as a difference, so that no product goes
unseen. The exit status is 0 if all products are equal, 1 if not.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

Comparison = Callable[[Path, Path], Iterator[str]]
SHOWN = 50  # differences that are printed


def compare_arrays(one: Any, other: Any, name: str) -> Iterator[str]:
    """Differences in type, shape or any value; NaN equals NaN."""
    one, other = np.asarray(one), np.asarray(other)
    if one.dtype != other.dtype or one.shape != other.shape:
        yield f"{name}: {one.dtype} {one.shape} and {other.dtype} {other.shape}"
        return
    unequal = one != other
    if one.dtype.kind in "fc":
        unequal &= ~(np.isnan(one) & np.isnan(other))
    count = int(np.count_nonzero(unequal))
    if count:
        first = tuple(int(index) for index in np.argwhere(unequal)[0]) if one.ndim else ()
        yield f"{name}: {count} of {one.size} values, first at {first}: {one[first]} and {other[first]}"


def compare_values(one: object, other: object, name: str) -> Iterator[str]:
    """Differences between two plain values, shown."""
    if one != other:
        yield f"{name}: {one!r} and {other!r}"


def compare_rasters(one: Path, other: Path) -> Iterator[str]:
    """Grid, type, nodata, tags, colours, and the values of all bands."""
    import rasterio

    with rasterio.open(one) as first, rasterio.open(other) as second:
        for name in ("count", "width", "height", "crs", "dtypes", "descriptions", "colorinterp", "units"):
            yield from compare_values(getattr(first, name), getattr(second, name), name)
        yield from compare_values(tuple(first.transform), tuple(second.transform), "transform")
        yield from compare_values(repr(first.nodatavals), repr(second.nodatavals), "nodata")
        yield from compare_values(first.tags(), second.tags(), "tags")
        if first.count != second.count:
            return
        for band in first.indexes:
            yield from compare_values(first.tags(band), second.tags(band), f"tags of band {band}")
            yield from compare_arrays(first.read(band), second.read(band), f"band {band}")
            yield from compare_values(colours(first, band), colours(second, band), f"colours of band {band}")


def colours(source: Any, band: int) -> dict[int, tuple[int, ...]] | None:
    """The colour table of a band, if it has one."""
    try:
        return source.colormap(band)
    except ValueError:
        return None


def compare_frames(one: Any, other: Any) -> Iterator[str]:
    """Columns, types and values of two tables; geometries by their coordinates."""
    if list(one.columns) != list(other.columns):
        yield f"columns: {list(one.columns)} and {list(other.columns)}"
        return
    yield from compare_arrays(one.index, other.index, "index")
    for column in one.columns:
        first, second = one[column], other[column]
        yield from compare_values(str(first.dtype), str(second.dtype), f"type of column {column}")
        if str(first.dtype) == "geometry":
            yield from compare_values(first.crs, second.crs, f"CRS of {column}")
            first, second = first.to_wkb(), second.to_wkb()
        if first.dtype.kind not in "biufcM":  # text: missing values compare unequal to themselves
            first, second = first.astype(object), second.astype(object)
            first, second = first.where(first.notna(), None), second.where(second.notna(), None)
        yield from compare_arrays(first.to_numpy(), second.to_numpy(), f"column {column}")


def compare_parquet(one: Path, other: Path) -> Iterator[str]:
    """Schema with its metadata, and all values."""
    import pyarrow.parquet as parquet

    first, second = parquet.read_table(one), parquet.read_table(other)
    if not first.schema.equals(second.schema, check_metadata=True):
        yield "schema or its metadata"
    yield from compare_frames(first.to_pandas(), second.to_pandas())


def compare_geopackages(one: Path, other: Path) -> Iterator[str]:
    """Layers, attributes, geometries, CRS."""
    import pyogrio

    layers = [[tuple(layer) for layer in pyogrio.list_layers(path)] for path in (one, other)]
    yield from compare_values(*layers, "layers")
    if layers[0] == layers[1]:
        for layer, _ in layers[0]:
            frames = [pyogrio.read_dataframe(path, layer=layer) for path in (one, other)]
            yield from (f"layer {layer}, {text}" for text in compare_frames(*frames))


def compare_bytes(first: Path, second: Path) -> Iterator[str]:
    """Files that are the same from run to run, to the byte."""
    if first.read_bytes() != second.read_bytes():
        yield "other bytes"


def compare_text(one: Path, other: Path) -> Iterator[str]:
    """The first line that differs (CSV, TSV, HTML, LightGBM's models)."""
    first, second = (path.read_text(encoding="utf-8").splitlines() for path in (one, other))
    for number, lines in enumerate(zip(first, second, strict=False), start=1):
        if lines[0] != lines[1]:
            yield f"line {number}: {lines[0][:100]!r} and {lines[1][:100]!r}"
            return
    yield from compare_values(len(first), len(second), "number of lines")


def compare_json(one: Path, other: Path) -> Iterator[str]:
    """All values, at any depth; NaN equals NaN, and the order of keys does not count."""
    first, second = (
        json.loads(path.read_text(encoding="utf-8"), parse_constant=str) for path in (one, other)
    )
    yield from compare_trees(first, second, "")


def compare_trees(one: Any, other: Any, name: str) -> Iterator[str]:
    """Differences between two nested values of dictionaries and lists, by the path to each."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from compare_trees(one[key], other[key], f"{name}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, values in enumerate(zip(one, other, strict=True)):
            yield from compare_trees(*values, f"{name}/{index}")
    elif type(one) is not type(other) or one != other:
        yield f"{name or '/'}: {str(one)[:100]} and {str(other)[:100]}"


def compare_netcdf(one: Path, other: Path) -> Iterator[str]:
    """Attributes and variables, as stored."""
    import xarray

    with (
        xarray.open_dataset(one, engine="h5netcdf", decode_cf=False) as first,
        xarray.open_dataset(other, engine="h5netcdf", decode_cf=False) as second,
    ):
        yield from compare_values(repr(first.attrs), repr(second.attrs), "attributes")
        yield from compare_values(list(first.variables), list(second.variables), "variables")
        for name in set(first.variables) & set(second.variables):
            variables = first.variables[name], second.variables[name]
            yield from compare_values(*(variable.dims for variable in variables), f"dimensions of {name}")
            yield from compare_values(
                *(repr(variable.attrs) for variable in variables), f"attributes of {name}"
            )
            yield from compare_arrays(*(variable.values for variable in variables), name)


def compare_archives(one: Path, other: Path) -> Iterator[str]:
    """The arrays of two NumPy archives."""
    with np.load(one) as first, np.load(other) as second:
        yield from compare_values(sorted(first), sorted(second), "arrays")
        for name in set(first) & set(second):
            yield from compare_arrays(first[name], second[name], name)


def compare_images(one: Path, other: Path) -> Iterator[str]:
    """The pixels of two figures."""
    from matplotlib.image import imread

    yield from compare_arrays(imread(one), imread(other), "pixels")


def compare_packages(one: Path, other: Path) -> Iterator[str]:
    """Names and bytes of what is in two ZIP archives."""
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        yield from compare_values(first.namelist(), second.namelist(), "members")
        for name in set(first.namelist()) & set(second.namelist()):
            if first.read(name) != second.read(name):
                yield f"member {name}"


def compare_pipelines(one: Path, other: Path) -> Iterator[str]:
    """Parameters, columns, and every tree or coefficient: what differs is named."""
    from scarpwatch.learning.algorithms.parts.skops_files import load_pipeline
    from scarpwatch.learning.algorithms.rf import TRUSTED_TYPES

    first, second = (load_pipeline(path, object, trusted=TRUSTED_TYPES) for path in (one, other))
    yield from compare_values(repr(first.get_params()), repr(second.get_params()), "parameters")
    yield from compare_arrays(first.feature_names_in_, second.feature_names_in_, "columns")
    if not hasattr(first[-1], "estimators_"):
        for step, (mine, its) in enumerate(zip(first, second, strict=True)):
            fitted = {name for model in (mine, its) for name in vars(model) if name.endswith("_")}
            for name in sorted(fitted):
                values = (np.asarray(getattr(model, name, None)) for model in (mine, its))
                yield from compare_arrays(*values, f"step {step}, {name}")
        return
    yield from compare_arrays(first[0].get_support(), second[0].get_support(), "columns used")
    forests = first[-1].estimators_, second[-1].estimators_
    yield from compare_values(*(len(forest) for forest in forests), "number of trees")
    for number, trees in enumerate(zip(*forests, strict=False)):
        states = [tree.tree_.__getstate__() for tree in trees]
        for part in ("nodes", "values"):
            # Nodes are records with padding: compared field by field.
            records = [state[part] for state in states]
            for field in records[0].dtype.names or [...]:
                yield from compare_arrays(records[0][field], records[1][field], f"tree {number}, {part}")


COMPARISONS: dict[str, Comparison] = {
    ".tif": compare_rasters,
    ".gpkg": compare_geopackages,
    ".parquet": compare_parquet,
    ".json": compare_json,
    ".csv": compare_text,
    ".tsv": compare_text,
    ".txt": compare_text,
    ".html": compare_text,
    ".xml": compare_text,
    ".qml": compare_text,
    ".sld": compare_text,
    ".qgz": compare_packages,
    ".kmz": compare_packages,
    ".nc": compare_netcdf,
    ".npz": compare_archives,
    ".png": compare_images,
    ".pdf": compare_bytes,
    ".skops": compare_pipelines,
}


def products(folder: Path) -> set[Path]:
    """All files of a results folder but logs, records and Snakemake's time stamps in directory outputs."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    files = (path for path in files if path.parts[0] != "logs" and ".finished" not in path.parts)
    return {path for path in files if path.name != ".snakemake_timestamp"}


def compare_folders(one: Path, other: Path) -> tuple[int, list[str]]:
    """Compare two results folders.

    Returns
    -------
    equal : int
        How many products are the same in both.
    differences : list of str
        One line for each difference, each with the product's path.
    """
    first, second = products(one), products(other)
    differences = [f"{path}: only in {one}" for path in sorted(first - second)]
    differences += [f"{path}: only in {other}" for path in sorted(second - first)]
    equal = 0
    for path in sorted(first & second):
        compare = COMPARISONS.get(path.suffix)
        try:
            found = (
                [f"no comparison for {path.suffix!r} files"]
                if compare is None
                else [*compare(one / path, other / path)]
            )
        except Exception as error:  # a file that cannot be read is a finding too
            found = [f"{type(error).__name__}: {error}"]
        differences += [f"{path}: {text}" for text in found]
        equal += not found
    return equal, differences


def main(arguments: list[str] | None = None) -> int:
    """Print the differences between two results folders; the exit status tells whether there are any."""
    parser = argparse.ArgumentParser(description="Compare the products of two runs.")
    parser.add_argument("folders", nargs=2, type=Path, metavar="RESULTS")
    one, other = parser.parse_args(arguments).folders
    if not (one.is_dir() and other.is_dir()) or one.samefile(other):
        parser.error("two different folders are needed")
    equal, differences = compare_folders(one, other)
    for line in differences[:SHOWN]:
        print(line)
    if len(differences) > SHOWN:
        print(f"... and {len(differences) - SHOWN} more")
    if differences or not equal:
        print(f"{equal} products equal, {len(differences)} differences")
        return 1
    print(f"{equal} products equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
