"""What a run over ten thousand units with deformation weighs: its report, the figures in it, and the files for a GIS."""

import base64
import re
from pathlib import Path

import pytest
from projects import SMALL, copy_project

from scarpwatch.files.records import read_table

MB = 1_000_000
WHOLE_AREA = {
    "demo": {"size_km": None, "scenes": 4, "landslides": 361, "landslide_units": 330},
    "inversion": {"reference_scenes": 4},
    "units": {"min_area_m2": 36_000, "explore": None},  # their borders weigh more than those of squares
    "figures": {"dpi": 300},  # as people print them; the page takes fewer
}
PICTURE = re.compile(r"data:image/([a-z+]+);base64,([A-Za-z0-9+/=]+)")


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """The demo's whole terrain in small slope units, from few scenes."""
    project = copy_project(tmp_path_factory.mktemp("many"))
    project.write_config(SMALL, WHOLE_AREA)
    project.snakemake()
    return project.folder / "results"


@pytest.mark.slow
def test_report_and_files_of_ten_thousand_units_are_small(results, record_property):
    (report,) = results.glob("20*/report.html")
    assert 9_500 < len(read_table(results / "units" / "factors.parquet")) < 11_000
    text = report.read_text(encoding="utf-8")
    pictures = [(len(base64.b64decode(data)), len(data)) for _, data in PICTURE.findall(text)]
    binary, written = (sum(sizes) for sizes in zip(*pictures, strict=True))
    page = report.stat().st_size
    dated = report.parent
    files = [report, *dated.glob("scarpwatch.*"), *sorted(results.rglob("*.gpkg"))]
    for path in files:
        record_property(str(path.relative_to(results)), path.stat().st_size)
        print(f"{path.stat().st_size / MB:8.3f} MB  {path.relative_to(results)}")
    print(f"{binary / MB:8.3f} MB  {len(pictures)} figures of the report, {written / MB:.3f} MB as base64")
    assert len(pictures) >= 25  # of deformation and of models
    assert page <= 12 * MB and binary <= 6 * MB
    assert {path.suffix for path in files} == {".html", ".qgz", ".kmz", ".gpkg"}
    assert (dated / "scarpwatch.kmz").stat().st_size <= 10 * MB  # what Google Earth opens on a phone
    assert all(path.stat().st_size <= 40 * MB for path in files)
