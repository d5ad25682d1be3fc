"""Inputs made odd at random: `make test-fuzz`."""
