"""Small products of every family, with the names, tags and number formats that their makers use."""
