from scarpwatch.factors.factor import Factor
from scarpwatch.factors.registry import DEFORMATION, STUDY, factor_named
from scarpwatch.figures.report.parts.factors import (
    factor_sentences,
    factor_table,
    in_sentence,
    left_out_words,
    table_sentences,
)

RAIN = Factor("rain", title="Rain", unit="mm", statistics=("mean", "max"), source="series", dynamic=True)
SOIL = Factor("soil", title="Soil", kind="classes", source="class_map")
WIND = Factor("wind", title="Wind", kind="circular")


def test_names_start_small_in_a_sentence_and_abbreviations_do_not():
    assert in_sentence(["NDVI", "Profile curvature", "PGA at bedrock"]) == (
        "NDVI, profile curvature, PGA at bedrock"
    )


def test_what_is_left_out_is_said_and_nothing_else():
    absent = [factor_named("ndvi"), factor_named("distance_to_faults")]
    words = "Not given and left out: NDVI, distance to faults."
    assert left_out_words(absent) == words and left_out_words([]) == ""
    assert factor_sentences(STUDY, absent, [], further=False) == [words]
    assert factor_sentences(STUDY, [], [], further=False) == ["All ten static factors were given."]
    (said,) = factor_sentences([*STUDY, RAIN], [], [], further=True)
    assert said == "All ten static factors of the study were given."
    relief = [factor_named("local_relief"), *(each for each in STUDY if each.source != "unit")]
    (said,) = factor_sentences(relief, [], [], further=True)
    assert "with the relief within a radius in place of the elevation difference" in said


def test_only_factors_that_are_there_are_called_mapped():
    given = [factor_named("slope"), SOIL]
    assert factor_sentences(given, [], ["soil", "ndvi"], further=True)[1:] == [
        "Mapped, but kept out of the models by the config: soil."
    ]
    assert factor_sentences(given, [], ["ndvi"], further=True)[1:] == []


def test_every_factor_is_listed_with_its_columns():
    origins = {"rain": "rasters in rain", "slope": "elevation model"}
    table = factor_table([factor_named("slope"), SOIL, WIND, RAIN], origins)
    assert table.rows == (
        ("Slope", "°", "number", "elevation model", "mean, std", "slope, slope_std"),
        ("Soil", "–", "classes", "–", "most frequent, shares", "soil, soil_share_…"),
        ("Wind", "–", "direction", "–", "mean direction", "wind, wind_sin, wind_cos, wind_resultant"),
        ("Rain", "mm", "number, dynamic", "rasters in rain", "mean, max", "rain, rain_max"),
    )
    assert len(factor_table([*STUDY, *DEFORMATION], {}).rows) == 12
    assert factor_table([Factor("roads", unit="km/km2")], {}).rows[0][1] == "km/km²"


def test_columns_of_a_ready_table_have_the_titles_that_the_config_gives():
    table = {"file": "a/t.csv", "until": "2025-01-01"}
    plain = [Factor("p95", title="p95", source="table"), Factor("v", title="v", source="table", dynamic=True)]
    (paragraph,), points = table_sentences(table, plain)
    assert paragraph == "The factors are columns of t.csv, under the names they have there."
    assert points == ("Static: p95.", "Dynamic, up to 2025-01-01: v.")
    titled = [Factor("p95", title="Rain of a day", unit="mm", source="table")]
    (paragraph,), points = table_sentences(table, titled)
    assert paragraph == "The factors are columns of t.csv." and points == ("Static: Rain of a day.",)
    assert factor_table(titled, {"p95": "column p95 of the table"}).rows == (
        ("Rain of a day", "mm", "number", "column p95 of the table", "–", "p95"),
    )
