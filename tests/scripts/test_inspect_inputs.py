"""The page of the inputs, through files."""

import csv
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from miniatures import hyp3
from modis_tile import places
from product_truth import Truth
from rasterio.crs import CRS

from inspect_inputs import main
from scarpwatch.config import load_config
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32649), Affine(50, 0, 765_000, 0, -50, 2_617_500), (120, 125))


def inspect(folder: Path, **changes: object) -> tuple[str, list[dict[str, str]]]:
    """The page and the rows of the table for a stack of HyP3 and a DEM, with changes of the config."""
    hyp3.write(folder / "hyp3", Truth())
    write_raster(folder / "dem.tif", Truth().height(*places(GRID)).astype(np.float32), GRID)
    raw = {
        "name": "Valley",
        "sar": {"source": "auto", "folder": str(folder / "hyp3")},
        "factors": {"dem": str(folder / "dem.tif")},
        **changes,
    }
    config = load_config(raw, "a").model_dump(mode="json")
    params = SimpleNamespace(config=config, page=folder / "inputs.html", table=folder / "inputs.tsv")
    main(SimpleNamespace(params=params))
    with open(folder / "inputs.tsv", newline="", encoding="utf-8") as stream:
        return (folder / "inputs.html").read_text(encoding="utf-8"), list(
            csv.DictReader(stream, delimiter="\t")
        )


def test_sound_inputs_have_a_page_with_both_figures(tmp_path, capsys):
    page, rows = inspect(tmp_path)
    assert "No fault found" in page
    assert page.count("<img ") == 2
    assert {row["input"] for row in rows} == {"dem", "sar", "terrain", "left out"}
    assert any("recognised as hyp3" in row["value"] for row in rows)
    printed = capsys.readouterr().out
    assert "RADAR DATA" in printed
    assert "No fault found" in printed


def test_faults_do_not_keep_the_page_from_being_written(tmp_path, capsys):
    factors = {"dem": str(tmp_path / "none.tif"), "roads": str(tmp_path / "roads.gpkg")}
    inventory = {"file": str(tmp_path / "dem.tif")}
    page, rows = inspect(tmp_path, factors=factors, inventory=inventory)
    faults = [row for row in rows if row["status"] == "fault"]
    assert [row["input"] for row in faults] == ["dem", "roads", "inventory"]  # a raster is no inventory
    assert "3 faults end a run" in page
    assert page.count("<img ") == 1  # the network; without a DEM there is no map
    assert "3 faults end a run" in capsys.readouterr().out


@pytest.mark.slow
def test_the_page_is_laid_out_by_a_browser(tmp_path):
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed")
    inspect(tmp_path)
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--dump-dom",
            f"file://{tmp_path}/inputs.html",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert re.search(r"<h1>Inputs of Valley</h1>", done.stdout)
