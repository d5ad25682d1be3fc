"""Screen the pairs: low coherence is dropped while all dates stay connected; the others are tied to the reference."""

from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import read_tags
from scarpwatch.insar.interferograms.pair_stack import open_stack
from scarpwatch.insar.network.pairs import Pair, dates_cut_off, require_connected
from scarpwatch.insar.network.table import write_network
from scarpwatch.insar.reference.record import read_reference
from scarpwatch.insar.screening.pairs import (
    mean_coherence,
    network_rows,
    require_two_images,
    screen_pairs,
    screen_ties,
    tie_decisions,
)
from scarpwatch.insar.screening.reference_ties import tie_pairs
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    tags = [read_tags(path) for path in source.coherence]
    pairs = [Pair.parse(f"{t['REFERENCE_DATE']}_{t['SECONDARY_DATE']}") for t in tags]
    baselines = [float(t.get("PERPENDICULAR_BASELINE_M", "nan")) for t in tags]
    means = [mean_coherence(of_pair, path) for of_pair, path in zip(tags, source.coherence, strict=True)]
    require_two_images(pairs, means, source.coherence)
    verdicts = screen_pairs(pairs, means, min_coherence=params.min_coherence)
    # A scene without any measurement disconnects no date; it is left out, and named.
    dates = sorted({day for pair, mean in zip(pairs, means, strict=True) if mean == mean for day in pair})
    stop = params.if_disconnected == "stop"
    coherent = [n for n, verdict in enumerate(verdicts) if verdict.used]
    if stop:
        require_connected(dates, [pairs[n] for n in coherent], where=snakemake.output.network)
    kept = sum(bool(verdicts[n].reason) for n in coherent)
    files = ([paths[n] for n in coherent] for paths in (source.unwrapped, source.coherence))
    stack, reference = open_stack(*files), read_reference(source.reference)
    ties = dict(zip(coherent, tie_pairs(stack, reference), strict=True))
    verdicts = screen_ties(pairs, verdicts, ties, whole=stop)
    decisions = tie_decisions(pairs, verdicts, ties)
    used = [pair for pair, verdict in zip(pairs, verdicts, strict=True) if verdict.used]
    write_network(snakemake.output.network, network_rows(pairs, baselines, means, verdicts, ties))
    log.info(f"{len(used)} of {len(pairs)} pairs used, {kept} of them only because they connect dates")
    cut_off = dates_cut_off(dates, used)
    for subset in cut_off:
        log.warning("disconnected subset: " + ", ".join(day.isoformat() for day in subset))
    record = {
        "pairs": len(pairs),
        "used": len(used),
        "cut_off": [[day.isoformat() for day in subset] for subset in cut_off],
        "decisions": decisions,
    }
    write_json(snakemake.output.summary, record)


if __name__ == "__main__":
    run_step(main, snakemake)
