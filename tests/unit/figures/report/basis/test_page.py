import re
from pathlib import Path

import pytest
from figure_inputs import picture_size
from matplotlib.figure import Figure

from scarpwatch.errors import InputError
from scarpwatch.figures.report.basis.page import Page, Picture, Section, embed_png, render_page
from scarpwatch.figures.report.basis.result_tables import Table
from scarpwatch.figures.style import save_figure


@pytest.fixture
def png(tmp_path) -> Path:
    save_figure(Figure(figsize=(2, 1)), tmp_path / "a.png", dpi=60)
    return tmp_path / "a.png"


def page(*items, **options):
    section = Section("one", "First part", ("A sentence.",), ("A point.",), items, **options)
    return Page("ScarpWatch: here", "Assessment of 2025-12-20", [("Area", "12 km²")], [section], "The end.")


def test_everything_is_inside_and_nothing_is_fetched(png):
    html = render_page(page(Picture(png, "What it shows.", "A curve.")))
    assert 'src="data:image/png;base64,iVBOR' in html
    assert not re.search(r'(?:src|href)="(?!data:|#)', html)
    assert not re.search(r"https?://|@import|url\(|<script|<link", html)
    assert 'alt="A curve."' in html


def test_pictures_say_their_size(png):
    image = embed_png(png)
    assert (image.width, image.height) == picture_size(png)


def test_tables_and_figures_are_numbered_through(png):
    table = Table("Numbers", ("Model", "AUC", "p"), (("RF", "0.8", "0.2"),), ("A note.",))
    picture = Picture(png, "Shown.", "x")
    html = render_page(page(picture, table, picture, table))
    assert re.findall(r"<b>((?:Figure|Table) \d)\.</b>", html) == [
        "Figure 1",
        "Table 1",
        "Figure 2",
        "Table 2",
    ]
    assert html.count("A note.") == 2


def test_text_is_escaped():
    html = render_page(page(Table("<b>a & b</b>", ("Model", "x"), (("<script>", "1"),))))
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in html
    assert "<script>" not in html


def test_contents_lead_to_every_section():
    html = render_page(page(pairs=(("seed", "1"),)))
    assert set(re.findall(r'href="#(\w+)"', html)) == set(re.findall(r'<section id="(\w+)"', html))
    assert "<dt>seed</dt><dd>1</dd>" in html


def test_a_damaged_figure_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(b"not a picture")
    with pytest.raises(InputError, match=r"a\.png"):
        embed_png(tmp_path / "a.png")
    with pytest.raises(InputError, match=r"gone\.png"):
        embed_png(tmp_path / "gone.png")
