"""Maps of one result within the classes of another."""
