import json

from scarpwatch.workflow.verdict import verdict


def write(path, record):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record))
    return path


def decision(taken, notable):
    return {"kind": "cycles", "taken": taken, "reason": "r", "notable": notable}


def test_the_gain_of_the_deformation_and_the_notable_decisions(tmp_path):
    models = [{"static_auc": 0.79, "coupled_auc": 0.884, "difference": 0.094, "lower": 0.05}]
    write(tmp_path / "comparison.json", {"models": models})
    write(tmp_path / "deformation" / "quality.json", {})
    record = write(tmp_path / "a.json", {"decisions": [decision("kept", False), decision("left out", True)]})
    compared = tmp_path / "comparison.json"
    assert verdict(tmp_path, [record, record, compared, tmp_path / "none.json"], ["rf"]) == (
        "Validation AUC 0.88 with deformation, 0.79 without; validation gain 0.09 in AUC, beyond chance in 1 of 1 model."
        " 1 notable decision of the program; the report lists them."
    )


def test_the_dynamic_factors_of_a_ready_table_need_not_be_deformation(tmp_path):
    models = [{"static_auc": 0.79, "coupled_auc": 0.8, "difference": 0.01, "lower": None}]
    compared = write(tmp_path / "comparison.json", {"models": models})
    said = verdict(tmp_path, [compared], ["rf"])
    assert "deformation" not in said and "gain 0.01 in AUC, beyond chance in 0 of 1 model" in said


def skill(auc, design="nndm"):
    return {
        "headline": design,
        "designs": {design: {"auc": auc, "auc_interval": [0.6, 0.9], "auc_std": 0.01}},
    }


def test_the_auc_is_that_of_the_folds_where_there_are_any(tmp_path):
    for folder, auc in (("static", 0.71), ("2025-01-01", 0.76)):
        metrics = {"coupled": auc > 0.75, "validation": {"auc": 0.9}, "cross_validation": skill(auc)}
        write(tmp_path / folder / "models" / "rf" / "metrics.json", metrics)
    models = [{"static_auc": 0.88, "coupled_auc": 0.9, "difference": 0.02, "lower": 0.01}]
    compared = write(tmp_path / "2025-01-01" / "comparison.json", {"models": models})
    assert verdict(tmp_path / "2025-01-01", [compared], ["rf"]).startswith(
        "AUC of the map 0.76 with dynamic factors, 0.71 without; validation gain 0.02 in AUC"
    )
    assert verdict(tmp_path / "static", [], ["rf"]).startswith("AUC of the map 0.71 of 1 model. ")
    metrics = {"coupled": False, "validation": {"auc": 0.9}, "cross_validation": skill(0.8, "random")}
    write(tmp_path / "static" / "models" / "rf" / "metrics.json", metrics)
    assert verdict(tmp_path / "static", [], ["rf"]).startswith("AUC over random folds 0.80 of 1 model. ")


def test_models_without_deformation(tmp_path):
    for name, auc in (("rf", 0.8), ("xgboost", 0.7)):
        metrics = {"coupled": False, "validation": {"auc": auc}}
        write(tmp_path / "models" / name / "metrics.json", metrics)
    assert verdict(tmp_path, [], ["rf", "xgboost"]) == (
        "Validation AUC 0.70-0.80 of 2 models. No notable decisions of the program."
    )
    assert verdict(tmp_path, [], ["rf"]).startswith("Validation AUC 0.80 of 1 model. ")


def applied(verdict, compared, positives=50):
    here = {"auc": 0.71, "positives": positives}
    return {"verdict": verdict, "compared": compared, "here": here, "outside_share": 0.12}


def test_models_of_another_area(tmp_path):
    held = {"applied": 0.78, "trained": 0.8}
    models = [applied("holds", held), applied("does not hold", {"applied": 0.3, "trained": 0.81})]
    record = write(tmp_path / "transfer.json", {"folder": "../there/results", "models": models})
    assert verdict(tmp_path, [record], []) == (
        "Transfer of the models of ../there/results: holds for 1 of 2 models, does not hold for 1 of 2 models; AUC within "
        "blocks 0.30-0.78, 0.80-0.81 of models trained here; up to 12% of the units outside the area of applicability. "
        "No notable decisions of the program."
    )
    write(tmp_path / "transfer.json", {"folder": "a", "models": [applied("undecided", None)]})
    assert "undecided for 1 of 1 model; AUC 0.71 here; up to" in verdict(tmp_path, [record], [])
    write(tmp_path / "transfer.json", {"folder": "a", "models": [applied("not known", None, positives=0)]})
    assert "not known for 1 of 1 model; up to" in verdict(tmp_path, [record], [])


def test_deformation_alone(tmp_path):
    quality = {"rate_cm_per_year": {"min": -7.25, "max": 2.3}, "rate_sigma_median_cm_per_year": 0.18}
    write(tmp_path / "deformation" / "quality.json", quality)
    write(tmp_path / "comparison.json", {"models": []})  # of an earlier run, with an inventory
    write(tmp_path / "models" / "rf" / "metrics.json", {})
    assert verdict(tmp_path, [], []).startswith(
        "Deformation rate -7.2 to 2.3 cm/yr, median sigma 0.18 cm/yr. No "
    )
    del quality["rate_sigma_median_cm_per_year"]
    write(tmp_path / "deformation" / "quality.json", quality)
    assert verdict(tmp_path, [], []).startswith("Deformation rate -7.2 to 2.3 cm/yr. No ")
