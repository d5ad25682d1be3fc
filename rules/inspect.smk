# A look at all inputs before anything runs: snakemake inspect_inputs --cores 1, or, without Snakemake,
# PYTHONPATH=scripts python -m scarpwatch inspect CONFIG


rule inspect_inputs:
    # No output, so that it looks anew whenever it is asked for; no input, as files may be missing.
    log:
        "results/logs/inspect_inputs.log",
    conda:
        "../envs/terrain.yaml"
    threads: 1
    resources:
        mem_mb=memory(4000),
        runtime=30,
    params:
        config=GIVEN.model_dump(mode="json"),
        page="results/inputs.html",
        table="results/inputs.tsv",
        library=lib("inspect_inputs"),
    message:
        "Looking at all inputs"
    script:
        "../scripts/inspect_inputs.py"
