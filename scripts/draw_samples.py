"""Draw landslide and landslide-free units, their 70/30 split and the spatial folds, once for all models."""

import numpy as np

from scarpwatch.learning.records import read_table, write_table
from scarpwatch.learning.sampling import draw_samples
from scarpwatch.logs import run_step


def main(snakemake) -> None:
    settings = snakemake.params.settings
    samples = draw_samples(
        read_table(snakemake.input.labels),
        read_table(snakemake.input.factors),
        rng=np.random.default_rng(snakemake.params.seed),
        train_share=settings["train_share"],
        negatives_per_positive=settings["negatives_per_positive"],
        strategy=settings["negatives"],
        buffer_m=settings["buffer_m"],
        folds=settings["blocks"],
        min_landslides=snakemake.params.min_landslides,
    )
    write_table(snakemake.output.samples, samples)
    counts = samples.groupby(["split", "landslide"]).size()
    print("Units drawn:", ", ".join(f"{split} {label}: {n}" for (split, label), n in counts.items()))


if __name__ == "__main__":
    run_step(main, snakemake)
