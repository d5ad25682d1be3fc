import pytest
from verdicts import CLASSES, DEMO, GAIN, MOTION, OUTSIDE, RANKING

from scarpwatch.figures.report.verdict import motion, ranking
from scarpwatch.figures.report.verdict.words import (
    Found,
    answers,
    headline,
    next_steps,
    percent,
    tiles,
    verdict_record,
)
from scarpwatch.learning.transfer.verdicts import FAILS, HOLDS, OPEN, UNKNOWN


def texts(found):
    return " ".join(answer["text"] for answer in answers(found))


def test_a_map_that_ranks_and_deformation_that_adds():
    assert headline(DEMO) == (
        "This map ranks landslides, and the deformation shows ground that moves and adds to the ranking."
    )
    assert [answer["short"] for answer in answers(DEMO)] == ["yes", "yes", "", "", ""]
    said = texts(DEMO)
    for words in (
        "AUC 0.868 (0.82–0.91)", "alone reaches 0.539", "50 % (41 % to 60 %)", "33 % of the measured cells (287 km²)",
        "noise alone would let 5.4 %", "−6.3 and +1.7 cm/yr", "by +0.062 (+0.036 to +0.088), which is beyond chance",
        "545 slope units, 217 km²", "simulation",
    ):  # fmt: skip
        assert words in said, words


def test_five_figures_are_those_of_the_answers():
    assert [tile["value"] for tile in tiles(DEMO)] == ["0.868", "50 %", "33 %", "545", "0.7 %"]
    for tile in tiles(DEMO):
        assert tile["value"] in texts(DEMO), tile
    static = DEMO._replace(motion=None, moves=None, gain=None)
    assert [tile["value"] for tile in tiles(static)] == ["0.868", "50 %", "+0.332", "545", "0.7 %"]


def test_ecuador_on_units_of_uneven_size_does_not_rank():
    uneven = {
        **RANKING, "auc": 0.733, "auc_interval": (0.63, 0.81), "area_auc": 0.773, "gain_over_area": 0.01,
        "gain_interval": (-0.02, 0.04), "top_tenth": 0.1, "top_tenth_interval": (0.04, 0.24),
    }  # fmt: skip
    found = Found(
        "RF", "slope units", uneven, ranking.judge_ranking(uneven), classes=CLASSES, outside=OUTSIDE
    )
    assert headline(found) == "This map does not rank landslides beyond the size of its units."
    assert answers(found)[0]["short"] == "no" and "alone reaches 0.773" in texts(found)
    assert "Do not decide by these classes" in next_steps(found)[0] and "even size" in next_steps(found)[0]


@pytest.mark.parametrize(
    ("auc", "over", "words"),
    [
        (0.782, (-0.091, 0.109), "by +0.009 (−0.091 to +0.109), which is within chance, and adds +0.071"),
        (0.7, (-0.12, -0.02), "by −0.073 (−0.120 to −0.020), and adds +0.071"),
        (0.86, (0.02, 0.15), "0.773; the index adds +0.071"),
    ],
)
def test_how_far_the_index_is_above_the_area_is_said_where_that_decides(auc, over, words):
    beside = {
        "area_auc": 0.773,
        "over_area_interval": over,
        "gain_over_area": 0.071,
        "gain_interval": (0.01, 0.13),
    }
    figures = {**RANKING, "auc": auc, "auc_interval": (0.67, 0.86), **beside}
    found = Found("RF", "slope units", figures, ranking.judge_ranking(figures), classes=CLASSES)
    assert words in texts(found)


def test_ground_that_does_not_move_is_said_to_say_nothing():
    null = {**MOTION, "beyond_share": 0.06, "far_share": 0.0}
    found = DEMO._replace(
        motion=null, moves=motion.judge_motion(null), gain={**GAIN, "interval": (-0.01, 0.03)}
    )
    assert headline(found) == "This map ranks landslides; the deformation says nothing."
    assert "cm/yr" not in texts(found) and "within chance" in texts(found)
    assert any("use the static map" in step for step in next_steps(found))
    alone = Found(motion=null, moves=motion.NOTHING)
    assert headline(alone) == "The deformation says nothing." and "static map" not in texts(alone)


def test_four_scenes_are_too_few():
    few = {**MOTION, "dates": 4, "free_dates": 2, "beyond_share": 0.11, "noise_share": 0.118, "lowest": -13.0}
    found = Found(motion=few, moves=motion.judge_motion(few))
    assert headline(found) == "The scenes are too few for the deformation to say anything."
    assert "4 scenes are too few" in texts(found) and "11 % of the measured cells" in texts(found)
    assert "noise alone would let 12 %" in texts(found) and "13.0" not in texts(found)


def test_a_table_without_coordinates_tells_nothing_of_new_ground():
    placeless = {
        **RANKING,
        "design": "random",
        "area_auc": None,
        "gain_over_area": None,
        "gain_interval": None,
    }
    classes = {**CLASSES, "upper_km2": None}
    outside = {**OUTSIDE, "outside_km2": None}
    found = Found(
        "RF",
        "units of the table",
        placeless,
        ranking.judge_ranking(placeless),
        classes=classes,
        outside=outside,
    )
    assert (
        headline(found) == "The units are ranked, but whether the ranking holds on new ground is not known."
    )
    assert answers(found)[0]["short"] == "not known" and "km²" not in texts(found)
    assert len(tiles(found)) == 4


@pytest.mark.parametrize(
    ("verdict", "short"), [(HOLDS, "yes"), (FAILS, "no"), (OPEN, "not known"), (UNKNOWN, "not known")]
)
def test_models_of_another_area(verdict, short):
    here = {"positives": 0 if verdict == UNKNOWN else 40, "auc": 0.71, "auc_interval": (0.62, 0.79)}
    found = Found(
        "RF", "slope units", ranks=verdict, classes=CLASSES, outside=OUTSIDE, transfer={"here": here}
    )
    assert answers(found)[0]["short"] == short and "another area" in headline(found)
    assert ("0.710" in texts(found)) == (verdict != UNKNOWN)


def test_without_sigma_it_is_said():
    bare = {
        **MOTION,
        **dict.fromkeys(("beyond_share", "far_share", "noise_share", "beyond_km2", "lowest", "highest")),
    }
    found = Found(motion=bare, moves=motion.NOT_JUDGED)
    assert "no standard deviation" in texts(found) and [tile["value"] for tile in tiles(found)] == ["2.0 %"]
    open_ = Found(motion={**MOTION, "offset_sigma": None}, moves=motion.NOT_JUDGED)
    assert "uncertainty of the reference is not known" in texts(open_)


def test_a_single_unit_is_called_so():
    one = DEMO._replace(outside={**OUTSIDE, "outside_units": 1})
    assert "(1 slope unit, 5.90 km²)" in texts(one) and tiles(one)[-1]["beside"] == "1 slope unit"
    assert "545 slope units, 217 km²" in texts(one)


def test_the_record_has_words_first_and_all_figures():
    record = verdict_record(DEMO, chosen="RF is the first.")
    assert next(iter(record)) == "headline" and record["main"] == {
        "model": "SAR+RF",
        "chosen": "RF is the first.",
    }
    assert record["ranking"] == RANKING and record["deformation"] == MOTION and record["transfer"] is None
    assert verdict_record(Found(motion=MOTION, moves=motion.MOVES), chosen="")["main"] is None


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.0004, "below 0.1 %"),
        (0.0066, "0.7 %"),
        (0.243, "24 %"),
        (0.997, "99.7 %"),
        (1, "100 %"),
        (0.9997, "99.9 %"),
    ],
)
def test_no_share_is_rounded_to_nothing_or_to_all(share, text):
    assert percent(share) == text
