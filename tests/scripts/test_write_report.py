import html
import json
import re

import pandas as pd
import pytest
from figure_inputs import ALGORITHMS, LOOKS, UNTIL, area_job, make_area, step
from figure_inputs import FACTORS as STATIC
from matplotlib.figure import Figure
from report_pages import (
    COLUMNS,
    DATED,
    ENTRIES,
    MODELLED,
    write,
    write_priority,
    write_surroundings,
    write_verdict,
)

from scarpwatch.config.load import known_keys
from scarpwatch.factors.factor import factor_record
from scarpwatch.figures.report.parts.comparison import gain_words
from scarpwatch.figures.style import save_figure
from write_report import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    root = make_area(tmp_path_factory.mktemp("area"))
    for name in ("study_area", *DATED, *MODELLED):
        save_figure(Figure(figsize=(1, 1)), root / f"figures/{name}.png", dpi=40)
    return root


@pytest.fixture(scope="module")
def whole(area, tmp_path_factory):
    return write(area, tmp_path_factory.mktemp("report") / "report.html")


def metrics(area, assessment, algorithm):
    return json.loads((area / f"results/{assessment}/models/{algorithm}/metrics.json").read_text())


def test_it_holds_every_figure_and_fetches_nothing(whole):
    assert whole.count("data:image/webp;base64,") == 2 + len(DATED) + len(MODELLED)
    assert not re.search(r"https?://|<script src|<link|@import", whole) and whole.count("<script>") == 1


def test_it_has_the_counts_and_rates_of_six_models(area, whole):
    for assessment, prefix in (("static", ""), (UNTIL, "SAR+")):
        for algorithm, name in zip(ALGORITHMS, ("RF", "LGBM", "XGBoost"), strict=True):
            record = metrics(area, assessment, algorithm)
            for split in ("training", "validation"):
                counts = "".join(
                    f"<td>{record[split]['counts'][key]}</td>" for key in ("TP", "TN", "FP", "FN")
                )
                row = rf"<td>{re.escape(prefix + name)}</td>\s*" + counts.replace("<td>", r"\s*<td>")
                assert re.search(row, whole), (assessment, algorithm, split)
                assert f"{record[split]['auc']:.3f}" in whole


def test_places_roads_photographs_and_files_stand_there_as_text(whole):
    assert "1.2 km NE of Town &lt;b&gt;" in whole and "dem &lt;u&gt;.tif" in whole
    assert (
        "Scarp &#34;&lt;script&gt;&#34; $ (outside the" in whole
        and "Susceptibility against deformation" in whole
    )


def readable(page):
    """What people read and hear of a page: sentences, captions, alternatives and the names of rows."""
    body = page[: page.index('id="config"')]
    body = re.sub(r'<section id="decisions".*?</section>', "", body, flags=re.DOTALL)
    parts = re.findall(r"<(p|li|figcaption|caption)\b[^>]*>(.*?)</\1>", body, flags=re.DOTALL)
    rows = re.findall(r"<tr>\s*<td[^>]*>(.*?)</td>", body, flags=re.DOTALL)
    return [
        html.unescape(text)
        for text in [*(text for _, text in parts), *re.findall(r'alt="([^"]*)"', body), *rows]
    ]


def test_no_sentence_speaks_in_keys_and_no_label_is_raw(whole, area, tmp_path):
    sections = {key.partition(".")[0] for key in known_keys() if "." in key}
    key = re.compile(rf"\b({'|'.join(sections)})\.[a-z_]+\b(?!\.(csv|json|png))")
    static = write(area, tmp_path / "static.html", "static")
    for page in (whole, static):
        said = readable(page)
        assert len(said) > 60
        for text in said:
            assert "`" not in text, text
            found = key.search(text)
            assert not found or found[0].endswith((".csv", ".json", ".png")), text
            assert not re.match(r"(A|C|T|V|I|Rf), |View: |Motion model: (annual|steps)$", text), text
            assert "_" not in re.sub(r"\S+\.(csv|json|tif|gpkg|parquet)", "", text), text


def test_it_says_what_deformation_adds_in_plain_words(area, whole):
    record = json.loads((area / f"results/{UNTIL}/comparison.json").read_text())
    for row in record["models"]:
        assert whole.count(gain_words(row)) == 1


def test_it_has_the_other_numbers(area, whole):
    classes = pd.read_csv(area / f"results/{UNTIL}/maps/xgboost_classes.csv")
    assert f"{100 * classes['area_share'].iloc[-1]:.1f}" in whole
    for text in ("0.4137", "0.2149", "0.191", "0.842", "0.612", "64 of 66", "24 (2024-01-07 to 2025-12-20)"):
        assert text in whole, text


def test_the_verdict_and_the_units_that_matter_most_come_first(whole):
    said = re.findall(r'<section (?:class="\w+" )?id="(\w+)"', whole)
    assert said[:3] == ["verdict", "priority", "trust"] and "models" in said
    assert "This map ranks landslides, and the deformation shows ground that moves" in whole
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in whole and "<td>0.91 ± 0.04</td>" in whole
    for section in said[3:]:
        assert re.search(rf'<section id="{section}">\s*<details>', whole), section


def test_the_same_bytes_twice(area, whole, tmp_path):
    assert write(area, tmp_path / "again.html") == whole


def test_static_only(area, tmp_path):
    html = write(area, tmp_path / "report.html", "static")
    assert "SAR+" not in html
    assert "satellite" not in html
    assert "no radar data" in html


def test_deformation_only(area, tmp_path):
    html = write(area, tmp_path / "report.html", models=False)
    assert "No landslide inventory was given" in html
    assert "Validation" not in html
    assert html.count("data:image/webp;base64,") == 2 + len(DATED)


def test_it_says_how_far_the_models_can_be_trusted(whole):
    for text in (
        "Table 6",
        "Table 7",
        "no variance inflation exceeds 10",
        "Held-out landslides",
        "NDVI (4.0 %)",
        "Skill within classes",
        "0.790 (0.70–0.86)",
    ):
        assert text in whole, text


def test_a_ready_table_without_coordinates_needs_no_elevation(area, tmp_path):
    files = area_job(area, "static")
    kinds = ("metrics", "classes", "importance", "reliability", "errors")
    absent = (
        "network",
        "rate",
        "quality",
        "closure",
        "registration",
        "corrections",
        "truth",
        "decomposition",
        "comparison",
        "delineation",
        "samples",
        "folds",
        "controls",
    )
    units = tmp_path / "factors.parquet"
    pd.DataFrame({"unit_id": [1, 2], "static:number:steep": [1.0, 2.0]}).to_parquet(units)
    main(
        step(
            {
                "figures": [str(area / "figures/roc.png")],
                "dem": [],
                **{key: [] for key in absent},
                **{kind: files["static"][kind] for kind in kinds},
                **{f"coupled_{kind}": [] for kind in (*kinds, "ranking", "collinearity")},
                "ranking": files["ranking"],
                "collinearity": files["collinearity"],
                "units": units,
                "labels": [],
                "deformation": [],
                "densities": [],
                "transfer": [],
                "coupled_transfer": [],
                "counts": [],
                **{f"{prefix}probability": [] for prefix in ("", "coupled_")},
                "count_groups": [],
                **{name: [] for name in ("points", "profile", "response")},
                "verdict": write_verdict(tmp_path / "verdict.json", True, "static"),
                "priority": write_priority(tmp_path / "priority.csv"),
                **write_surroundings(tmp_path, []),
                "decided": [],
            },
            {"report": tmp_path / "report.html"},
            {
                "config": {
                    "name": "Own table",
                    "units": {"source": "table", "table": {"file": "a/t.csv", "factors": list(STATIC)}},
                },
                "assessment": "static",
                "factors": {"run": list(map(factor_record, COLUMNS)), "left_out": [], "origins": {}},
                "algorithms": LOOKS,
                "entries": ENTRIES,
            },
        )
    )
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "There are no maps of them" in html
    assert "has no coordinates" in html and "columns of t.csv" in html and "Static: slope, aspect, " in html
    assert "Analysis grid" not in html and "Not given and left out" not in html
