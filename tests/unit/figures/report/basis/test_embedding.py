import base64
import io

import numpy as np
import pytest
from PIL import Image

from scarpwatch.errors import InputError
from scarpwatch.figures.report.basis.embedding import COLOURS, DPI, embed_figure


def shown(path):
    embedded = embed_figure(path)
    image = Image.open(io.BytesIO(base64.b64decode(embedded.data)))
    assert (embedded.kind, image.size) == ("webp", (embedded.width, embedded.height))
    return np.asarray(image.convert("RGB")).astype(int)


def save(path, values, dpi):
    Image.fromarray(values.astype(np.uint8)).save(path, dpi=(dpi, dpi))
    return path


def test_a_figure_for_print_is_halved_and_keeps_its_flat_colours(tmp_path):
    values = np.zeros((120, 200, 3))
    values[:, :100], values[:, 100:] = (43, 131, 186), (253, 174, 97)
    image = shown(save(tmp_path / "a.png", values, 2 * DPI))
    assert image.shape == (60, 100, 3)
    assert (image[:, :45] == (43, 131, 186)).all() and (image[:, 55:] == (253, 174, 97)).all()


def test_few_colours_pass_without_loss_and_many_become_a_palette(tmp_path):
    few = np.random.default_rng(0).integers(0, 4, (40, 50, 3)) * 60
    assert (shown(save(tmp_path / "few.png", few, DPI)) == few).all()
    x, y = np.meshgrid(np.arange(120), np.arange(100))
    many = np.stack([2 * x, 2 * y, (x + y) % 256], axis=-1)
    image = shown(save(tmp_path / "many.png", many, DPI))
    assert len(np.unique(image.reshape(-1, 3), axis=0)) <= COLOURS
    assert np.abs(image - many).mean() < 8


def test_ground_that_is_transparent_is_white_and_bytes_repeat(tmp_path):
    clear = np.zeros((10, 10, 4))
    path = save(tmp_path / "clear.png", clear, DPI)
    assert (shown(path) == 255).all() and embed_figure(path) == embed_figure(path)


def test_a_damaged_figure_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(b"not a picture")
    with pytest.raises(InputError, match=r"a\.png"):
        embed_figure(tmp_path / "a.png")
    whole = save(tmp_path / "b.png", np.random.default_rng(0).integers(0, 255, (50, 50, 3)), DPI)
    whole.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(InputError, match=r"b\.png"):
        embed_figure(whole)
    with pytest.raises(InputError, match=r"gone\.png"):
        embed_figure(tmp_path / "gone.png")
