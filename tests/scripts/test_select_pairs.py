"""The table of pairs."""

import csv

from steps import run_main


def test_days_and_baselines_of_the_pairs(tmp_path):
    (tmp_path / "scenes.tsv").write_text(
        "# wavelength_m: 0.0555\n"
        "date\tsource\tsensor\tperpendicular_baseline_m\n"
        "2024-02-24\ta\t\t0.000\n"
        "2024-03-07\tb\t\t125.500\n"
        "2025-02-22\tc\t\tnan\n"
    )
    names = ["20240224_20240307", "20240307_20250222"]
    made = run_main(
        "select_pairs",
        inputs={"scenes": str(tmp_path / "scenes.tsv")},
        output={"pairs": str(tmp_path / "pairs.tsv")},
        params={"pairs": names},
    )
    with open(made.pairs, newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [f"{row['reference']}_{row['secondary']}" for row in rows] == names
    assert [row["days"] for row in rows] == ["12", "352"]  # 2024 has a 29 February
    assert [row["perpendicular_baseline_m"] for row in rows] == ["125.500", "nan"]


def test_the_stacks_pairs_add_up(stack):
    with open(stack.path("pairs.tsv"), newline="") as stream:
        rows = {(row["reference"], row["secondary"]): row for row in csv.DictReader(stream, delimiter="\t")}
    assert ["_".join(key) for key in rows] == stack.pairs
    orbit = dict(zip(stack.dates, stack.orbits, strict=True))
    for (first, second), row in rows.items():
        difference = orbit[second].perpendicular_baseline_m - orbit[first].perpendicular_baseline_m
        assert abs(float(row["perpendicular_baseline_m"]) - difference) < 0.0011
        assert int(row["days"]) == (orbit[second].date - orbit[first].date).days
