"""Results of MintPy."""
