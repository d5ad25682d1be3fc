"""How a run holds together: one at a time, digests of code, logs, what killed runs left."""
