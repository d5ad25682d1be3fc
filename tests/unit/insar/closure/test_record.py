import io

import numpy as np
import pytest
from error_stacks import make_network

from scarpwatch.insar.closure.record import closure_summary, scene_record, write_pair_table
from scarpwatch.insar.closure.scene import Scene, SceneClosure
from scarpwatch.insar.closure.stage import closure_network
from scarpwatch.insar.interferograms.pair_stack import PairStack


def test_shares_are_of_what_was_there():
    counts = {
        "seen": np.array([40, 0]), "failed": np.array([10, 0]), "measured": np.array([20, 0]),
        "repaired": np.array([5, 0]), "flagged": np.array([1, 0]),
    }  # fmt: skip
    stream = io.StringIO()
    write_pair_table(stream, ["a", "b"], counts)
    lines = [line.split("\t") for line in stream.getvalue().splitlines()]
    assert lines[1] == ["a", "0.250000", "0.250000", "0.050000"]
    assert lines[2] == ["b", "", "", ""]
    network = make_network(4)
    net = closure_network(network.pairs, (network.first, network.second))
    sums = {"left": 1, "lost": 3, "pixels": 20}
    record = closure_summary(net, counts, [{2: 1}, {}], regions=None, **sums)
    assert record["nonzero_share"] == 0.25
    assert record["nonzero_share_after_repair"] == pytest.approx(3 / 40)
    assert record["components_moved"] == 1
    assert record["rank_lost_share"] == 0.15
    (decision,) = record["decisions"]
    assert decision["notable"]
    assert "15.0% of the pixels" in decision["reason"]
    none = {name: values[1:] for name, values in counts.items()}
    empty = closure_summary(net, none, [], regions=None, left=0, lost=0, pixels=0)
    assert empty["flagged_share"] is None
    assert not empty["decisions"][0]["notable"]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ([0, 0], "no three pairs form a triplet"),
        ([40, 0], "1 of 2 pairs are in no triplet, and no closure checks them"),
        ([40, 40], None),
    ],
)
def test_pairs_that_no_triplet_checks_are_told(seen, told):
    """Each date with the next one alone leaves no triplet, and "0 % do not close" would be no good news."""
    zero = np.array([0, 0])
    counts = {name: zero for name in ("failed", "repaired", "flagged")}
    counts |= {"seen": np.array(seen), "measured": np.array([20, 20])}
    network = make_network(4)
    net = closure_network(network.pairs, (network.first, network.second))
    record = closure_summary(net, counts, [], regions=None, left=0, lost=0, pixels=20)
    (decision,) = record["decisions"]
    assert decision["notable"] == (told is not None)
    assert told is None or told in decision["reason"]
    assert ("none could be looked for" in decision["taken"]) == (sum(seen) == 0)


@pytest.mark.parametrize("dates", [4, 12])
def test_the_record_of_a_scene_tells_what_its_phase_bias_says(dates):
    network = make_network(dates)
    net = closure_network(network.pairs, (network.first, network.second))
    assert (net.chains is None) == (dates == 4)
    stack = PairStack(network.pairs, [], [], [], 0.0555, 16.0, None)
    scene = Scene(stack, [], net, np.zeros(0, np.float32), [{1: 2}], None)
    zero = np.zeros(len(network.pairs), np.int64)
    names = ("seen", "failed", "measured", "repaired", "flagged")
    sums = {"left": 0, "lost": 0, "pixels": 4}
    closed = SceneClosure(dict.fromkeys(names, zero), sums, {}, np.zeros(1))
    bias, sigma = np.full((2, 2), 0.1, np.float32), np.full((2, 2), 0.2, np.float32)
    record = scene_record(scene, closed, bias, sigma)
    assert record["components_moved"] == 1
    assert record["phase_bias"]["lag"] == (net.chains.lag if net.chains else 0)
    assert record["phase_bias"]["measured_share"] == 1
