from scarpwatch.learning.metrics.map_skill import design_skill, map_skill, skill_name


def metrics(headline="nndm", auc=0.7):
    known = {"auc": auc, "auc_interval": [0.6, 0.8], "auc_std": 0.01, "repeats": []}
    crossed = {"headline": headline, "designs": {headline: known}}
    return {"validation": {"auc": 0.9, "auc_interval": [0.85, 0.95]}, "cross_validation": crossed}


def test_folds_stand_for_the_map_and_a_split_where_there_are_none():
    skill = map_skill(metrics())
    assert skill == {"design": "nndm", "auc": 0.7, "auc_interval": [0.6, 0.8], "auc_std": 0.01}
    assert skill_name([skill]) == "AUC of the map"
    assert skill_name([map_skill(metrics("random"))]) == "AUC over random folds"
    for without in (metrics(auc=None), metrics(auc=float("nan")), {"validation": {"auc": 0.9}}):
        assert map_skill(without)["auc"] == 0.9 and skill_name([map_skill(without)]) == "validation AUC"
    assert design_skill(metrics(), "nndm")["auc"] == 0.7 and not design_skill(metrics(), "blocks")
