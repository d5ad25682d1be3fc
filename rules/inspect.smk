# A look at all inputs before anything runs: snakemake inspect_inputs --cores 1, or, without Snakemake,
# PYTHONPATH=scripts python -m scarpwatch inspect CONFIG


rule inspect_inputs:
    # No output, so that it looks anew whenever it is asked for; no input, as files may be missing.
    conda:
        "../envs/terrain.yaml"
    resources:
        mem_mb=memory(4000),
        runtime=30,
    params:
        config=GIVEN.model_dump(mode="json"),
        page="results/inputs.html",
        table="results/inputs.tsv",
    message:
        "Inspecting all inputs"
    script:
        "../scripts/inspect_inputs.py"
