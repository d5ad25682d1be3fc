"""Test, for each algorithm, whether deformation adds skill on the held-out units."""

import pandas as pd

from scarpwatch.learning.metrics import compare_models
from scarpwatch.learning.records import read_table, write_json, write_table
from scarpwatch.logs import run_step


def main(snakemake) -> None:
    samples = read_table(snakemake.input.samples)
    held_out = samples[samples["split"] == "validation"]
    truth = held_out["landslide"].to_numpy()

    def scores(path):
        return read_table(path).set_index("unit_id")["score"].loc[held_out["unit_id"]].to_numpy()

    rows = [
        {"algorithm": algorithm, **compare_models(truth, scores(static), scores(coupled))}
        for algorithm, static, coupled in zip(
            snakemake.params.algorithms, snakemake.input.static, snakemake.input.coupled, strict=True
        )
    ]
    record = {
        "until": snakemake.wildcards.until,
        "units": len(held_out),
        "positives": int(truth.sum()),
        "level": 0.95,
        "test": "paired DeLong test on the validation units, coupled minus static",
        "models": rows,
    }
    write_json(snakemake.output.record, record)
    write_table(snakemake.output.table, pd.DataFrame(rows))
    for row in rows:
        print(f"{row['algorithm']}: {row['words']}")


if __name__ == "__main__":
    run_step(main, snakemake)
