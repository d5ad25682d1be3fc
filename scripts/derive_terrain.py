"""Derive slope, aspect, elevation and profile curvature from the elevation model."""

from scarpwatch.grid import read_raster, write_raster
from scarpwatch.logs import run_step
from scarpwatch.terrain.derivatives import profile_curvature, slope_aspect


def main(snakemake) -> None:
    """Read ``dem``; write ``slope``, ``aspect``, ``elevation`` and ``profile_curvature``."""
    elevation, grid = read_raster(snakemake.input.dem)
    method = snakemake.params.slope_method
    slope, aspect = slope_aspect(elevation, grid.cell_size, method=method)
    write(snakemake.output.slope, slope, grid, "slope", {"UNITS": "degrees", "METHOD": method})
    convention = "clockwise from north, downslope; flat cells have none"
    write(snakemake.output.aspect, aspect, grid, "aspect", {"UNITS": "degrees", "CONVENTION": convention})
    write(snakemake.output.elevation, elevation, grid, "elevation", {"UNITS": "m"})
    curvature = profile_curvature(elevation, grid.cell_size)
    tags = {"UNITS": "1/100 m", "SIGN": "concave upward positive (ArcGIS)"}
    write(snakemake.output.profile_curvature, curvature, grid, "profile curvature", tags)


def write(path, values, grid, description, tags) -> None:
    """One factor raster."""
    write_raster(path, values, grid, descriptions=[description], tags=tags)


if __name__ == "__main__":
    run_step(main, snakemake)
