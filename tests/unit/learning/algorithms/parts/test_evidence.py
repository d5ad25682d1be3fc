import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.parts.evidence import (
    Evidence,
    class_edges,
    class_of,
    count_classes,
    read_evidence,
    weigh_classes,
    write_evidence,
)


def of_counts(*classes):
    """A column whose classes 0, 1, ... have such numbers of units with and without a landslide, and the labels."""
    values, labels = [], []
    for place, (slides, free) in enumerate(classes):
        values += [float(place)] * (slides + free)
        labels += [1] * slides + [0] * free
    return pd.DataFrame({"rock": values}), np.array(labels)


def weighed(*classes, balanced=False):
    values, labels = of_counts(*classes)
    return weigh_classes(count_classes(values, labels, 10), balanced)


def test_weights_contrast_and_ratio_are_those_worked_by_hand():
    """10 landslide units and 20 others; the first class has 6 and 4 of them, the second one 4 and 16."""
    first = weighed((6, 4), (4, 16)).iloc[0]
    assert first["weight_plus"] == pytest.approx(np.log(0.6 / 0.2)) == pytest.approx(1.0986, abs=1e-4)
    assert first["weight_minus"] == pytest.approx(np.log(0.4 / 0.8)) == pytest.approx(-0.6931, abs=1e-4)
    assert first["contrast"] == pytest.approx(np.log(6)) == pytest.approx(1.7918, abs=1e-4)
    deviation = np.sqrt(1 / 6 + 1 / 4 + 1 / 4 + 1 / 16)
    assert (
        first["studentised_contrast"]
        == pytest.approx(np.log(6) / deviation)
        == pytest.approx(2.0983, abs=1e-4)
    )
    assert first["frequency_ratio"] == pytest.approx((6 / 10) / (10 / 30)) == pytest.approx(1.8)


def test_of_two_classes_one_is_the_outside_of_the_other():
    first, second = (row for _, row in weighed((6, 4), (4, 16)).iterrows())
    assert first["weight_plus"] == pytest.approx(second["weight_minus"])
    assert first["contrast"] == pytest.approx(-second["contrast"])
    assert second["frequency_ratio"] == pytest.approx((4 / 10) / (20 / 30))


def test_half_a_unit_stands_in_for_an_empty_class():
    """No landslide unit among the 5 of the last class: its cells are 0.5, 10.5, 5.5 and 15.5."""
    table = weighed((6, 4), (4, 11), (0, 5))
    empty = table.iloc[2]
    assert empty["weight_plus"] == pytest.approx(np.log((0.5 / 11) / (5.5 / 21)))
    assert empty["weight_minus"] == pytest.approx(np.log((10.5 / 11) / (15.5 / 21)))
    deviation = np.sqrt(1 / 0.5 + 1 / 10.5 + 1 / 5.5 + 1 / 15.5)
    assert empty["studentised_contrast"] == pytest.approx(empty["contrast"] / deviation)
    assert empty["frequency_ratio"] == 0
    assert table.iloc[0]["weight_plus"] == pytest.approx(np.log(0.6 / 0.2))  # the others are as counted


def test_balanced_classes_change_ratios_alone():
    plain, balanced = (weighed((6, 4), (4, 16), balanced=way).iloc[0] for way in (False, True))
    assert balanced["frequency_ratio"] == pytest.approx(0.6 / (0.5 * 0.6 + 0.5 * 0.2))
    changed = [name for name in plain.index if name != "above" and plain[name] != balanced[name]]
    assert changed == ["frequency_ratio"]


def test_gaps_are_in_no_class_and_in_no_count():
    values, labels = of_counts((6, 4), (4, 16))
    with_gaps = pd.concat([values, pd.DataFrame({"rock": [np.nan] * 7})], ignore_index=True)
    counted = count_classes(with_gaps, np.r_[labels, [1] * 5, [0] * 2], 10)
    pd.testing.assert_frame_equal(counted, count_classes(values, labels, 10))
    assert class_of(np.array([np.nan, 0.0]), np.array([0.0])).tolist() == [-1, 0]


@pytest.mark.parametrize("label", [0, 1])
def test_a_column_known_for_one_class_of_units_alone_tells_nothing(label):
    values, labels = of_counts((6, 4), (4, 16))
    values.loc[labels == label, "rock"] = np.nan
    table = weigh_classes(count_classes(values, labels, 10), balanced=False)
    assert (table["weight_plus"] == 0).all() and (table["contrast"] == 0).all()
    assert (table["frequency_ratio"] == 1).all()


def test_a_continuous_column_is_cut_into_classes_of_equal_numbers():
    values = np.random.default_rng(1).permutation(100.0 + np.arange(60))
    edges = class_edges(values, 4)
    assert edges.tolist() == [114, 129, 144]
    assert np.bincount(class_of(values, edges)).tolist() == [15, 15, 15, 15]
    assert class_of(np.array([-9.0, 114.0, 114.5, 999.0]), edges).tolist() == [0, 0, 1, 3]


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        ([0.0] * 97 + [1.0] * 3, [0]),  # one-hot of a rare class
        ([0.0] * 3 + [1.0] * 97, [0]),
        ([0.0] * 60 + list(np.linspace(0.01, 0.4, 40)), [0, 0.1, 0.2, 0.3]),  # a share that is mostly 0
        (list(np.linspace(0, 0.9, 20)) + [1.0] * 480, [0.9]),  # nearly all at the largest value
        ([1.0, 2.0, 5.0] * 10, [1, 2]),
    ],
)
def test_values_that_many_units_share_make_fewer_classes(values, edges):
    assert class_edges(np.array(values), 10) == pytest.approx(edges, abs=0.005)


def test_classes_do_not_know_the_labels_and_each_has_a_unit():
    rng = np.random.default_rng(2)
    values = pd.DataFrame(
        {
            "share": np.where(rng.random(300) < 0.7, 0, rng.random(300)),
            "flat": 1.0,
            "aspect_sin": rng.random(300),
        }
    )
    tables = [count_classes(values, rng.integers(0, 2, 300), 8) for _ in range(2)]
    ends = ["column", "class", "above", "up_to", "units"]
    pd.testing.assert_frame_equal(tables[0][ends], tables[1][ends])
    assert set(tables[0]["column"]) == {"share", "aspect_sin"} and tables[0]["units"].min() > 0


@pytest.fixture
def model():
    table = weighed((6, 4), (4, 11), (0, 5))
    table["log_odds"] = table["weight_plus"]
    return Evidence(table=table, units=30, landslides=10, base=-np.log(2))


def test_a_unit_gets_the_numbers_of_its_classes(model):
    units = pd.DataFrame({"rock": [0.0, 2.0, np.nan], "other": 1.0})
    parts, base = model.contributions(units)
    assert parts[:, 0].tolist() == [*model.table["log_odds"].iloc[[0, 2]], 0]
    odds = np.exp(base + parts[:, 0])
    np.testing.assert_allclose(model.scores(units), odds / (1 + odds))
    assert odds[0] == pytest.approx(6 / 4)  # one column: the odds of the class itself
    sizes = model.table["weight_plus"].abs() * [10, 15, 5]
    assert model.mean_size("weight_plus", 0.0) == pytest.approx([sizes.sum() / 30])


def test_the_file_is_the_table(model, tmp_path):
    model.table["log_odds"] = np.random.default_rng(4).normal(size=3) / 3  # all digits come back
    model.table["column"] = "1.0"  # a name like a number, and one like a formula, stay names
    model.table = pd.concat([model.table, model.table.assign(column="=rock")], ignore_index=True)
    write_evidence(model, tmp_path / "classes.csv")
    loaded = read_evidence(tmp_path / "classes.csv")
    pd.testing.assert_frame_equal(loaded.table, model.table, check_exact=True, check_column_type=False)
    assert loaded.base == model.base and loaded.columns() == ["1.0", "=rock"]
    assert (loaded.units, loaded.landslides) == (30, 10)
    lines = (tmp_path / "classes.csv").read_text().splitlines()
    assert lines[1].startswith(",6,,,30,10,,") and lines[2].startswith("1.0,1,,0.0,10,6,")
    assert pd.read_csv(tmp_path / "classes.csv")["class"].tolist() == [6, 1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.995])
def test_a_table_that_is_cut_off_is_refused(kept, model, tmp_path):
    path = tmp_path / "classes.csv"
    write_evidence(model, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    with pytest.raises((ValueError, KeyError)):
        read_evidence(path)
