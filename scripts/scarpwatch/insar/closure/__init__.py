"""Triplet closure: unwrapping errors, their repair, and the phase bias."""
