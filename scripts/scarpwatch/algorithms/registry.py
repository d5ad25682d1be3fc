"""The algorithms of the program, one entry each. Config, rules, figures and report follow from the entries; the code of
one is the module of its name in ``learning/algorithms``.
"""

from __future__ import annotations

from collections.abc import Mapping

from scarpwatch.algorithms.algorithm import Algorithm

BASELINE = "logistic"
"""What `models.baseline` puts beside the algorithms of a run: evaluated like them, but not mapped."""

ENTRIES: Mapping[str, Algorithm] = {
    entry.name: entry
    for entry in (
        Algorithm(
            "rf",
            title="random forest",
            short="RF",
            colour="#009e73",
            line=(0, (1, 1)),
            importance="Gini",
            measure="Gini importance of the forest",
        ),
        Algorithm(
            "lightgbm",
            title="LightGBM",
            short="LGBM",
            colour="#0072b2",
            line=(0, (5, 2)),
            measure="gain of the boosters",
        ),
        Algorithm(
            "xgboost",
            title="XGBoost",
            short="XGBoost",
            colour="#d55e00",
            measure="gain of the boosters",
        ),
        Algorithm(
            "logistic",
            title="logistic regression",
            short="LR",
            colour="#666666",
            line=(0, (3, 1, 1, 1)),
            importance="coefficients",
            measure="size of the standardised coefficients of logistic regression (LR)",
            orders_factors=False,
            takes_monotone=False,
        ),
        Algorithm(
            "svm",
            title="support vector machine",
            short="SVM",
            colour="#cc79a7",
            line=(0, (7, 1, 1, 1)),
            importance="contributions",
            measure="mean size of the contributions to the support vectors of the support vector machine (SVM)",
            orders_factors=False,
            takes_monotone=False,
        ),
        Algorithm(
            "weights_of_evidence",
            title="weights of evidence",
            short="WoE",
            colour="#e69f00",
            line=(0, (4, 1, 1, 1, 1, 1)),
            importance="weights",
            measure="mean size of the weights of evidence (WoE)",
            orders_factors=False,
            takes_monotone=False,
        ),
        Algorithm(
            "frequency_ratio",
            title="frequency ratio",
            short="FR",
            colour="#882255",
            line=(0, (2, 1)),
            importance="ratios",
            measure="mean distance of the frequency ratios (FR) from 1",
            orders_factors=False,
            takes_monotone=False,
        ),
        Algorithm(
            "ebm",
            title="explainable boosting machine",
            short="EBM",
            colour="#332288",
            line=(0, (6, 1, 2, 1)),
            importance="contributions",
            measure="mean size of the curves of the explainable boosting machine (EBM)",
            orders_factors=False,
        ),
        Algorithm(
            "rank_mean",
            title="mean of the ranks by the others",
            short="Rank mean",
            colour="#117733",
            line=(0, (1, 2)),
            importance="of members",
            measure="mean of the members' own importance (rank mean)",
            orders_factors=False,
            ensemble=True,
        ),
        Algorithm(
            "stack",
            title="stack of the others",
            short="Stack",
            colour="#aa4499",
            line=(0, (8, 2, 2, 2)),
            importance="of members",
            measure="weighted mean of the members' own importance (stack)",
            orders_factors=False,
            ensemble=True,
        ),
    )
}
NAMES: tuple[str, ...] = tuple(ENTRIES)
