"""Interferograms: formation, coherence, unwrapping, and reading many of them."""
