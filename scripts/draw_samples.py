"""Sample landslide and landslide-free units, with their split and folds, once for all models."""

import numpy as np

from scarpwatch.decisions import KEY
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.samples.copies import decide_copies
from scarpwatch.learning.samples.coverage import decide_coverage, has_data
from scarpwatch.learning.samples.designs import decide_folds, describe_folds, lay_folds
from scarpwatch.learning.samples.draw import draw_samples, summarise_samples
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    settings = snakemake.params.settings
    labels = read_table(snakemake.input.labels)
    factors = read_table(snakemake.input.factors)
    ratio = settings["negatives_per_positive"]
    if snakemake.params.ready_table:
        # A user's table may be a sample already, with fewer landslide-free units than landslide units.
        known = factors.loc[has_data(factors, settings["min_coverage"]), "unit_id"]
        label = labels["label"] if "label" in labels else (labels["landslides"] > 0).astype(int)
        label = label[labels["unit_id"].isin(known)]
        ratio = min(ratio, int((label == 0).sum()) / max(int((label == 1).sum()), 1))
    samples = draw_samples(
        labels,
        factors,
        rng=np.random.default_rng(snakemake.params.seed),
        train_share=settings["train_share"],
        negatives_per_positive=ratio,
        strategy=settings["negatives"],
        buffer_m=settings["buffer_m"],
        split=settings["split"],
        prospective_date=settings["prospective_date"],
        folds=settings["blocks"],
        min_landslides=snakemake.params.min_landslides,
        copies_together=settings["copies_together"],
        min_coverage=settings["min_coverage"],
    )
    write_table(snakemake.output.samples, samples)
    # For people, in a program of their choice: what is known of each unit drawn, and why it was.
    told = labels.columns.difference(samples.columns).drop("label", errors="ignore")
    write_table(snakemake.output.table, samples.merge(labels[["unit_id", *told]], on="unit_id", how="left"))
    folds = lay_folds(
        samples,
        factors,
        folds=settings["blocks"],
        repeats=settings["fold_repeats"],
        seed=snakemake.params.seed,
        regions=settings["regions"],
        leave_one_out_buffer_m=settings["leave_one_out_buffer_m"],
    )
    for design, number in folds.groupby("design", sort=False)[["repeat", "fold"]]:
        log.info(f"folds {design}: {len(number.drop_duplicates()):,} trainings for each model")
    write_table(snakemake.output.folds, folds)
    distances = describe_folds(folds, samples, factors)
    write_json(snakemake.output.distances, distances)
    summary = summarise_samples(labels, samples)
    decisions = [
        decide_folds(distances),
        decide_coverage(labels, factors, settings["min_coverage"]),
        decide_copies(samples, settings["copies_together"]),
    ]
    write_json(snakemake.output.summary, {**summary, KEY: decisions})
    log.info("Units: " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in summary.items()))


if __name__ == "__main__":
    run_step(main, snakemake)
