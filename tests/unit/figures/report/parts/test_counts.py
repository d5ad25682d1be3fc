import numpy as np

from scarpwatch.figures.report.parts.counts import count_sentences, count_table
from scarpwatch.learning.counts import judge_counts

RECORD = {
    "share_with_several": 0.713,
    "modelled": True,
    "observed": 3819,
    "expected": 3790.4,
    "deviance_explained": 0.38,
    "scatter": {"distribution": "negative_binomial", "dispersion": 0.82},
}


def test_the_scatter_and_the_skill_are_told():
    (sentence,) = count_sentences(RECORD)
    assert sentence.startswith("71 % of the landslide units hold more than one landslide")
    assert "3,819 landslides were observed and 3,790 expected" in sentence
    assert "negative binomial, dispersion 0.82" in sentence and "38 % of the deviance" in sentence
    poisson = {**RECORD, "scatter": {"distribution": "poisson", "dispersion": 0.0}}
    assert "they scatter as Poisson counts do" in count_sentences(poisson)[0]
    assert "too few to model" in count_sentences({"share_with_several": 0.1, "modelled": False})[0]
    assert count_sentences(None) == []


def test_the_table_has_a_row_for_every_group():
    rng = np.random.default_rng(1)
    mean, area = rng.uniform(1, 3, 200), rng.uniform(1e5, 1e6, 200)
    groups = judge_counts(rng.poisson(mean).astype(float), mean, mean, area, np.arange(200) % 5)[1]
    table = count_table(groups)
    assert len(table.rows) == 16 and table.rows[0][0] == "area of the units, fifth 1"
    assert table.rows[10][0] == "block 1" and table.rows[-1][0] == "all"
    assert float(table.rows[-1][5]) > 0.8
    assert count_table(groups.iloc[:0]) is None and count_table(None) is None
