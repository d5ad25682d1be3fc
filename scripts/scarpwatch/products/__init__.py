"""Readers: one per family of products that users bring, all giving the same stack."""
