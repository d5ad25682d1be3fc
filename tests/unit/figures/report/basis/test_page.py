import dataclasses
import re
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from scarpwatch.figures.report.basis.page import Page, Picture, Section, render_page, source_digest
from scarpwatch.figures.report.basis.result_tables import Table
from scarpwatch.figures.style import save_figure


@pytest.fixture
def png(tmp_path) -> Path:
    save_figure(Figure(figsize=(2, 1)), tmp_path / "a.png", dpi=60)
    return tmp_path / "a.png"


def page(*items, **options):
    section = Section("one", "First part", ("A sentence.",), ("A point.",), items, **options)
    return Page("ScarpWatch: here", "Assessment of 2025-12-20", VERDICT, None, [section], "The end.")


VERDICT = {
    "headline": "This map ranks <b>.",
    "figures": [{"value": "0.8", "name": "AUC", "beside": "chance has .5"}],
    "answers": [{"question": "Does it?", "short": "yes", "text": "It does."}],
}


def test_everything_is_inside_and_nothing_is_fetched(png):
    html = render_page(page(Picture(png, "What it shows.", "A curve.")))
    assert 'src="data:image/webp;base64,UklGR' in html
    assert not re.search(r'(?:src|href)="(?!data:|#)', html)
    assert not re.search(r"https?://|@import|url\(|<script src|<link| style=", html)
    assert 'alt="A curve."' in html


def test_its_policy_allows_its_own_style_and_script_alone(png):
    html = render_page(page(Picture(png, "Shown.", "x")))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1).replace("&#39;", "'")
    style, script = (
        re.search(r"<style>(.*?)</style>", html, re.S),
        re.search(r"<script>(.*?)</script>", html, re.S),
    )
    assert policy.startswith("default-src 'none'; img-src data:;") and "unsafe" not in policy
    assert f"style-src {source_digest(style.group(1))};" in policy
    assert f"script-src {source_digest(script.group(1))};" in policy


def test_the_verdict_is_first_with_its_map_beside_it(png):
    bare = page()
    html = render_page(bare)
    assert "This map ranks &lt;b&gt;." in html and 'class="verdict bare"' in html
    assert html.index("It does.") < html.index('id="one"')
    led = render_page(dataclasses.replace(bare, lead=Picture(png, "The map.", "A map.")))
    assert 'class="verdict"' in led and led.index("A map.") < led.index("chance has .5")


def test_appendices_fold_and_other_parts_do_not():
    assert "<details>" in render_page(page(folded=True))
    assert "<details>" not in render_page(page())


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
    assert html.count("<script>") == 1 and "&lt;script&gt;" in html


def test_contents_lead_to_every_section():
    html = render_page(page(pairs=(("seed", "1"),)))
    assert set(re.findall(r'href="#(\w+)"', html)) == set(re.findall(r'<section id="(\w+)"', html))
    assert "<dt>seed</dt><dd>1</dd>" in html
