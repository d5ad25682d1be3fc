"""Layers made block by block: the same as at once, and in little more memory than they take themselves."""

import tracemalloc

import numpy as np
import pytest
from miniatures.isce2 import image_xml
from rasterio.windows import Window

from scarpwatch.stacks.isce2.geometry import geometry_layers, line_blocks
from scarpwatch.stacks.isce2.metadata import Swath
from scarpwatch.stacks.layers import SCENE_LAYERS

SHAPE = 1500, 2000
NAMES = (*SCENE_LAYERS, "layover_shadow")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder, result = tmp_path_factory.mktemp("geometry"), {}
    line, sample = np.indices(SHAPE)
    bands = {
        "lat": (23 + line / 1e4, "f8"),
        "lon": (113 + sample / 1e4, "f8"),
        "hgt": (line / 7, "f8"),
        "los": (np.stack([30 + sample / 400, -100 - line / 1e3]), "f4"),
        "shadowMask": (np.where(line > sample, 2, 0), "u1"),
    }
    for name, (values, kind) in bands.items():
        image = np.atleast_3d(values.astype(kind)).reshape(-1, *SHAPE)
        image[:, :, -3:] = 0
        image.transpose(1, 0, 2).tofile(folder / name)
        (folder / f"{name}.xml").write_text(image_xml(folder / name, image))
        result[name] = str(folder / name)
    return result


def test_blocks_cover_a_window():
    window = Window(7, 5, 100, 33)
    blocks = line_blocks(window, samples=1000)
    assert [(lines.start, lines.stop) for lines, _ in blocks] == [(0, 10), (10, 20), (20, 30), (30, 33)]
    assert blocks[3][1] == Window(7, 35, 100, 3)
    assert len(line_blocks(window, samples=10)) == 33


def test_layers_and_the_memory_for_them(files):
    window = Window(20, 10, SHAPE[1] - 20, SHAPE[0] - 10)
    tracemalloc.start()
    layers = geometry_layers(NAMES, files, window, [Swath(0.055, 800e3, 2.0, "", "", 9)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    line, sample = np.indices(SHAPE)[:, 10:, 20:]
    incidence, azimuth = np.radians(30 + sample / 400), np.radians(-100 - line / 1e3)
    expected = {
        "height": line / 7,
        "slant_range": 800e3 + 2.0 * sample,
        "incidence": incidence,
        "los_east": -np.sin(incidence) * np.sin(azimuth),
        "los_north": np.sin(incidence) * np.cos(azimuth),
        "los_up": np.cos(incidence),
        "latitude": 23 + line / 1e4,
        "longitude": 113 + sample / 1e4,
        "layover_shadow": np.where(line > sample, 2, 0),
    }
    assert set(layers) == set(expected)
    for name, values in expected.items():
        assert np.isnan(layers[name][:, -3:]).all(), name
        assert np.abs(layers[name] - values)[:, :-3].max() <= 3e-7 * max(1, np.abs(values).max()), name
    held = peak / layers["height"].size
    assert sum(values.itemsize for values in layers.values()) == 44
    assert held < 60  # bytes per sample; with everything at once it was 79
