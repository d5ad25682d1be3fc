"""The command that makes the pictures of README and gallery."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pictures():
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "docs" / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figure(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (1200, 400)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)


def test_the_gallery_shows_the_latest_run_and_what_it_has(pictures, tmp_path):
    results, docs = tmp_path / "results", tmp_path / "docs"
    for name in ("deformation", "susceptibility", "units"):
        figure(results / "2024-01-07" / "figures" / f"{name}.png", (200, 0, 0))
        figure(results / "2025-12-15" / "figures" / f"{name}.png", (220, 220, 220))
    for model in ("rf", "xgboost"):
        figure(results / "2025-12-15" / "figures" / f"map_coupled_{model}.png", (13, 0, 0), (300, 400))
    shown = pictures.figure_pictures(results, docs)
    assert [one.figure for one, _ in shown] == ["deformation", "units", "map_coupled_*", "susceptibility"]
    for _, path in shown:
        with Image.open(docs / path) as image:
            assert image.size == (
                (300, 400) if "map" in path else (900 if "deformation" in path else 760, image.height)
            )
            seen = np.array(image.convert("RGB").getpixel((5, 5)))
            lost = 0 if path.startswith("images/demo_") else 2
            assert (np.abs(seen - ((13, 0, 0) if "map" in path else (220, 220, 220))) <= lost).all(), path
    text = pictures.page(shown, None)
    assert re.findall(r"\]\((.*?)\)", text) == [*(path for _, path in shown), "images/workflow.png"]
    assert "First screen" not in text
    assert "First screen" in pictures.page(shown, "images/gallery/report.webp")


def test_no_results_are_told(pictures, tmp_path):
    with pytest.raises(SystemExit, match="run `make demo-full` first"):
        pictures.main(tmp_path, tmp_path)
    with pytest.raises(SystemExit, match=r"deformation.png .*run `make demo-full` first"):
        pictures.figure_pictures(tmp_path, tmp_path)


def test_a_picture_that_would_be_too_large_is_made_narrower(pictures, tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (500, 900, 3), dtype=np.uint8)
    path = tmp_path / "images" / "noise.webp"
    pictures.save(Image.fromarray(noise), 760, path, "noise", lossless=True)
    assert path.stat().st_size <= pictures.MOST_BYTES
    with Image.open(path) as image:
        assert image.width < 760
        assert image.height == round(image.width * 500 / 900)


def test_the_page_that_stands_is_the_one_that_the_command_writes(pictures):
    """Of the pictures that are there: words changed in the one place only would not show."""
    text = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    there = dict(re.findall(r"!\[(.*?)\]\((images/.*?)\)", text))
    shown = [(one, path) for one in pictures.GALLERY if (path := there.get(f"{one.heading}: {one.words}"))]
    report = there.get("First screen of the report")
    assert len(shown) > 5
    assert pictures.page(shown, report) == text


@pytest.mark.slow
def test_the_workflow_is_drawn_from_the_rules(pictures, tmp_path):
    pictures.draw_workflow("2025-12-15", tmp_path / "workflow.png")
    with Image.open(tmp_path / "workflow.png") as image:
        assert image.height > image.width > 800
