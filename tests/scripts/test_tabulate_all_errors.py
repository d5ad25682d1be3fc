import pyogrio
from error_tables import OUTPUT, PARAMS, error_inputs
from steps import run_main


def test_all_models_in_one_job_have_the_tables_of_jobs_of_their_own(tmp_path):
    inputs, folders = error_inputs(tmp_path), [tmp_path / name for name in ("alone", "rf", "xgboost")]
    calls = [
        {
            "step": "tabulate_errors",
            "input": inputs,
            "output": {kind: folder / name for kind, name in OUTPUT.items()},
            "params": PARAMS,
            "wildcards": {"assessment": "static", "algorithm": algorithm},
        }
        for folder, algorithm in zip(folders, ("rf", "rf", "xgboost"), strict=True)
    ]
    for folder in folders:
        folder.mkdir()
    run_main(
        "tabulate_errors",
        inputs=inputs,
        output=calls[0]["output"],
        params=PARAMS,
        wildcards=calls[0]["wildcards"],
    )
    run_main("tabulate_all_errors", output={}, params={"calls": calls[1:]})
    assert pyogrio.list_layers(folders[2] / "errors.gpkg")[0][0] == "errors_xgboost_static"
    for kind, name in OUTPUT.items():
        alone, together, other = ((folder / name).read_bytes() for folder in folders)
        assert together == alone, kind
        assert (other == alone) == (kind != "polygons"), kind
