"""Check the triplet closure of the unwrapped pairs: where and in which pairs whole cycles are missing."""

import csv
import json
from pathlib import Path

import numpy as np

from scarpwatch.grid import atomic_path, row_blocks, write_raster
from scarpwatch.insar.closure import find_triplets, nonzero_closure_shares
from scarpwatch.insar.pair_stack import open_stack, read_block, reference_offsets
from scarpwatch.insar.reference_window import Reference
from scarpwatch.insar.tables import read_network, used_files
from scarpwatch.logs import run_step


def main(snakemake):
    network = read_network(snakemake.input.network)
    stack = open_stack(
        used_files(network, snakemake.input.unwrapped), used_files(network, snakemake.input.coherence)
    )
    reference = Reference(**json.loads(Path(snakemake.input.reference).read_text()))
    offsets = reference_offsets(stack, reference)[:, None]  # each pair is unwrapped up to whole cycles
    share = np.full(stack.grid.shape, np.nan, np.float32)
    pairs, weights = np.zeros(len(stack.pairs)), np.zeros(len(stack.pairs))
    triplets = [list(triplet) for triplet in find_triplets(stack.pairs)]
    for window in row_blocks(stack.grid.shape, snakemake.params.block_rows):
        phase, _ = read_block(stack, window)
        pixels, per_pair = nonzero_closure_shares(phase.reshape(len(stack.pairs), -1) - offsets, stack.pairs)
        share[window.toslices()] = pixels.reshape(phase.shape[1:])
        measured, seen = np.isfinite(phase), np.zeros(len(stack.pairs))
        for triplet in triplets:  # a block counts by the triplet-pixels that hold the pair
            seen[triplet] += measured[triplet].all(axis=0).sum()
        pairs += np.nan_to_num(per_pair) * seen
        weights += seen
    tags = {"UNITS": "1", "MEANING": "share of a pixel's triplets that do not close to zero cycles"}
    write_raster(snakemake.output.share, share, stack.grid, descriptions=["non-zero closures"], tags=tags)
    with atomic_path(snakemake.output.pairs) as temporary, open(temporary, "w", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(("pair", "nonzero_share"))
        for pair, failed, seen in zip(stack.pairs, pairs, weights, strict=True):
            writer.writerow((pair.name, f"{failed / seen:.6f}" if seen else ""))
    total = weights.sum()
    print(f"non-zero closures: {pairs.sum() / total:.4%} of the triplet-pixels" if total else "no triplets")


if __name__ == "__main__":
    run_step(main, snakemake)
