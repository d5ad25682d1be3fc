"""A look at all inputs before anything runs."""
