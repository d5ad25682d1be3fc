import geopandas as gpd
import numpy as np
import pytest
from figure_inputs import LOOKS, picture_size, step
from shapely.geometry import box

from plot_table import main


@pytest.mark.parametrize("coupled", [False, True])
def test_maps_of_polygons(tmp_path, coupled):
    rng = np.random.default_rng(0)
    shapes = [box(100 * c, 100 * r, 100 * c + 90, 100 * r + 90) for c in range(12) for r in range(9)]
    frame = gpd.GeoDataFrame(
        {
            "class": rng.integers(1, 6, 108),
            "landslides": rng.integers(0, 2, 108),
            "applicable": (rng.random(108) > 0.2).astype(int),
            "score_std": rng.uniform(0, 0.1, 108),
        },
        geometry=shapes,
        crs=32617,
    )
    frame.to_file(tmp_path / "rf.gpkg")
    inputs = {"static": [tmp_path / "rf.gpkg"], "coupled": [tmp_path / "rf.gpkg"] if coupled else []}
    output = {"classes": tmp_path / "c.png", "spread": tmp_path / "s.png"}
    main(step(inputs, output, {"algorithms": LOOKS[:1], "breaks": None, "date": "2025-12-20", "dpi": 60}))
    for name in output.values():
        assert picture_size(name)[0] > 250
