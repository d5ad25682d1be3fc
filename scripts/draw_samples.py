"""Draw landslide and landslide-free units, their split and the spatial folds, once for all models."""

import numpy as np

from scarpwatch.learning.records import read_table, write_json, write_table
from scarpwatch.learning.sampling import draw_samples, summarise_samples
from scarpwatch.logs import run_step


def main(snakemake) -> None:
    settings = snakemake.params.settings
    labels = read_table(snakemake.input.labels)
    ratio = settings["negatives_per_positive"]
    if snakemake.params.ready_table:
        # A user's table may be a sample already, with fewer landslide-free units than landslide units.
        positives = int((labels["landslides"] > 0).sum())
        ratio = min(ratio, (len(labels) - positives) / positives)
    samples = draw_samples(
        labels,
        read_table(snakemake.input.factors),
        rng=np.random.default_rng(snakemake.params.seed),
        train_share=settings["train_share"],
        negatives_per_positive=ratio,
        strategy=settings["negatives"],
        buffer_m=settings["buffer_m"],
        split=settings["split"],
        prospective_date=settings["prospective_date"],
        folds=settings["blocks"],
        min_landslides=snakemake.params.min_landslides,
    )
    write_table(snakemake.output.samples, samples)
    # For people, in a program of their choice: what is known of each unit drawn, and why it was.
    told = labels.columns.difference(samples.columns).drop("label", errors="ignore")
    write_table(snakemake.output.table, samples.merge(labels[["unit_id", *told]], on="unit_id", how="left"))
    summary = summarise_samples(labels, samples)
    write_json(snakemake.output.summary, summary)
    print("Units:", ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in summary.items()))


if __name__ == "__main__":
    run_step(main, snakemake)
