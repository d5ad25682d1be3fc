"""A map grid, and a radar grid that is rotated against it."""

import numpy as np
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid

GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (120, 140))


def rotated_radar(angle=0.2, spacing=80.0, shape=(120, 130)):
    """Latitude and longitude of a radar grid that is rotated against the map."""
    i, j = np.mgrid[: shape[0], : shape[1]].astype(float)
    along, across = (i - shape[0] / 2) * spacing, (j - shape[1] / 2) * spacing
    x = 743_500 + across * np.cos(angle) + along * np.sin(angle)
    y = 4_057_000 - across * np.sin(angle) + along * np.cos(angle)
    longitude, latitude = Transformer.from_crs(32616, 4326, always_xy=True).transform(x, y)
    return longitude, latitude, x, y
