"""Each terrain factor: CPU seconds, memory, beside xdem where it has the attribute, and errors where truth is known.

    make benchmark-terrain                              also this, on 5000 x 5000 cells of 10 m
    python benchmarks/terrain_factors.py --side 1000    smaller

Every measurement is a process of its own that warms up on a small piece first. xdem runs in the Python that --peers
names. Errors are those of surfaces of which each factor is known at every point. A row that fails is named, and the
benchmark ends with status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from rows import Rows, line
from terrain_tasks import CELL_M, make_area, measured

CELL = (CELL_M, CELL_M)
FACTORS = (
    "plan_curvature",
    "tangential_curvature",
    "ruggedness",
    "topographic_position_index",
    "local_relief",
    "slope_std",
    "flow_accumulation",
    "topographic_wetness_index",
    "stream_power_index",
    "sediment_transport_index",
    "height_above_drainage",
    "distance_to_ridge",
)
# What xdem calls the same, by the surface of Zevenbergen & Thorne. Its windows are squares: those of a disk of 500 m are
# timed on a piece of the area and not compared.
SAME = {
    "plan_curvature": {"attribute": "tangential_curvature", "curv_method": "directional"},
    "tangential_curvature": {"attribute": "tangential_curvature", "curv_method": "geometric"},
    "ruggedness": {"attribute": "terrain_ruggedness_index", "tri_method": "Riley"},
}
WINDOWED = {"topographic_position_index": "topographic_position_index", "local_relief": "roughness"}
PIECE = 1000  # cells along each side of the piece


def factor(name: str, height: np.ndarray, **settings: Any) -> np.ndarray:
    """A factor of an array."""
    from scarpwatch.terrain.elevation_blocks import assembled, elevation_of

    derive = import_module(f"scarpwatch.terrain.factors.{name}").derive
    return np.asarray(assembled(derive(elevation_of(height, CELL), **settings), height.shape))


def ours(folder: Path, name: str) -> dict[str, Any]:
    """A factor of the whole area, from an array to an array."""
    from scarpwatch.grids.grid import read_raster

    height, _ = read_raster(folder / "dem.tif")
    settings = {"from_dem_km2": 0.1} if name in ("height_above_drainage", "distance_to_ridge") else {}
    factor(name, height[:200, :200], **{key: 0.01 for key in settings})
    kept = {}

    def work() -> None:
        kept["found"] = factor(name, height, **settings)

    result = measured(work)
    if name in SAME:
        np.save(folder / f"{name}.npy", kept["found"])
    return result


def xdems(folder: Path, name: str) -> dict[str, Any]:
    """The same by xdem; a window as wide as the disk on a piece only."""
    import rasterio
    import xdem

    with rasterio.open(folder / "dem.tif") as source:
        height = source.read(1)
    options: dict[str, Any] = {"resolution": CELL_M, "engine": "numba", "surface_fit": "ZevenbergThorne"}
    if name in SAME:
        options |= SAME[name]
    else:
        options |= {"attribute": WINDOWED[name], "window_size": 2 * round(500 / CELL_M) + 1}
        height = height[:PIECE, :PIECE]
    xdem.terrain.get_terrain_attribute(height[:200, :200], **options)
    kept = {}

    def work() -> None:
        kept["found"] = xdem.terrain.get_terrain_attribute(height, **options)

    result = measured(work) | {"cells": height.size}
    if name in SAME:
        apart = np.abs(np.load(folder / f"{name}.npy") - np.asarray(kept["found"]))[1:-1, 1:-1]
        result["apart"] = float(np.nanmax(apart))
    return result


def plane_coordinates(side: int) -> tuple[np.ndarray, np.ndarray]:
    """East and north of the centres of the cells from a point near the middle that is no cell's centre."""
    place = (np.arange(side) - side // 2) * CELL_M
    x, y = np.meshgrid(place, -place)
    return x - 3.1, y + 1.7


def errors() -> dict[str, tuple[str, float, float]]:
    """Surface, root mean square and largest error of each factor, of its own unit; relative for curvatures and STI."""
    x, y = plane_coordinates(401)
    radius, steep = np.hypot(x, y), 0.3
    ring, cone = (radius > 300) & (radius < 1900), -steep * radius
    found: dict[str, tuple[str, float, float]] = {}

    def note(
        name: str, surface: str, values: np.ndarray, truth: Any, where: np.ndarray, relative: bool
    ) -> None:
        error = (values - truth)[where] / (np.broadcast_to(truth, values.shape)[where] if relative else 1.0)
        found[name] = surface, float(np.sqrt(np.mean(error**2))), float(np.abs(error).max())

    sine, half = steep / np.hypot(1, steep), radius / 2
    text = "cone, slope 0.3"
    note("plan_curvature", text, factor("plan_curvature", cone), 100 * steep / radius, ring, True)
    tangential = 100 * steep / radius / np.hypot(1, steep)
    note("tangential_curvature", text, factor("tangential_curvature", cone), tangential, ring, True)
    area = np.log10(half * CELL_M)
    note("flow_accumulation", text, factor("flow_accumulation", cone), area, ring, False)
    for name, truth in (
        ("topographic_wetness_index", np.log(half / steep)),
        ("stream_power_index", np.log(half * steep)),
    ):
        note(name, text, factor(name, cone), truth, ring, False)
    power = (half / 22.13) ** 0.6 * (sine / 0.0896) ** 1.3
    note("sediment_transport_index", text, factor("sediment_transport_index", cone), power, ring, True)

    everywhere = np.ones(x.shape, bool)
    plane = 0.3 * x - 0.4 * y
    note("ruggedness", "plane, slope 0.5", factor("ruggedness", plane), np.sqrt(6) * 5, everywhere, False)
    cap = -1e-4 * radius**2
    away = (np.abs(x) < 1400) & (np.abs(y) < 1400)
    note(
        "topographic_position_index",
        "paraboloid, 10^-4 r^2",
        factor("topographic_position_index", cap),
        1e-4 * 500**2 / 2,
        away,
        False,
    )
    note("local_relief", "plane, slope 0.5", factor("local_relief", plane), 0.5 * 1000, away, False)
    # A ridge at 30 degrees to the grid between slopes of 10 and 30 degrees: half of the disk has each.
    across, along = (
        f(np.radians(30)) * x + s * f(np.radians(60)) * y for f, s in ((np.cos, 1), (np.sin, -1))
    )
    fold = np.where(across < 0, np.tan(np.radians(10)), -np.tan(np.radians(30))) * across
    near = away & (np.abs(across) < 5)
    note("slope_std", "ridge between 10 and 30 degrees", factor("slope_std", fold), 10.0, near, False)

    # Valleys every 800 m at 30 degrees to the grid; each drains to the south-east.
    from_valley = np.abs((across + 400) % 800 - 400)
    hills = 0.4 * from_valley - 0.05 * along
    inner = (np.abs(x) < 1200) & (np.abs(y) < 1200)
    text = "valleys at 30 degrees to the grid"
    settings = {"from_dem_km2": 0.1}
    height, ridge = (
        factor(name, hills, **settings) for name in ("height_above_drainage", "distance_to_ridge")
    )
    note("height_above_drainage", text, height, 0.4 * from_valley, inner & np.isfinite(height), False)
    note("distance_to_ridge", text, ridge, 400 - from_valley, inner, False)
    return found


def routing_errors() -> dict[str, float]:
    """Root mean square error of the logarithm of a cone's drained area, by one and by several directions."""
    from scarpwatch.terrain.drainage import drained_area
    from scarpwatch.terrain.elevation_blocks import elevation_of

    x, y = plane_coordinates(401)
    radius = np.hypot(x, y)
    ring, dem = (radius > 300) & (radius < 1900), elevation_of(-0.3 * radius, CELL)
    return {
        name: float(np.sqrt(np.mean(np.log(drained_area(dem, name) / (radius / 2 * CELL_M))[ring] ** 2)))
        for name in ("single", "multiple")
    }


def compare(folder: Path, rows: Rows, side: int, peers: str | None) -> None:
    """All factors, in order."""
    script = Path(__file__).name
    make_area(folder, side)
    print(f"\nTerrain factors of {side} x {side} cells of {CELL_M:g} m\n")
    for name in FACTORS:
        own = rows.measure(script, "--task", "ours", folder, name)
        line(name, own)
        other = None
        if peers and name in {**SAME, **WINDOWED}:
            other = rows.measure(script, "--task", "xdems", folder, name, python=peers)
        if own and other:
            times = other["cpu_s"] * side**2 / other["cells"] / own["cpu_s"]
            text = f"{times:.1f} times ours"
            text += (
                f"; {other['apart']:.0e} apart" if "apart" in other else ", scaled to the area; square window"
            )
            line("  xdem (numba)", other, text)
    print("\nErrors: surface, root mean square, largest\n")
    for name, (surface, mean, largest) in errors().items():
        print(f"{name:<30}{surface:<36}{mean:>10.2g}{largest:>10.2g}")
    print(
        "\nDrained area of a cone, r.m.s. of ln: "
        + ", ".join(f"{name} {value:.3f}" for name, value in routing_errors().items())
    )
    if not peers:
        print("\nxdem: skipped, no Python with it (--peers)")


def main() -> None:
    """Either one measurement, or all of them."""
    if sys.argv[1:2] == ["--task"]:
        kind, folder, name = sys.argv[2:]
        print(json.dumps({"ours": ours, "xdems": xdems}[kind](Path(folder), name)))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--side", type=int, default=5000, help="cells along each side of the area")
    parser.add_argument("--peers", help="Python with xdem")
    parser.add_argument("--here", action="store_true", help="in one process, only to see that all runs")
    chosen = parser.parse_args()
    rows = Rows(here=chosen.here)
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), rows, chosen.side, chosen.peers)
    rows.finish()


if __name__ == "__main__":
    main()
