"""ISCE2's topsStack."""
