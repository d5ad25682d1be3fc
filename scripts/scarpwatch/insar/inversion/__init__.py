"""Network inversion: from unwrapped pairs to a displacement series."""
