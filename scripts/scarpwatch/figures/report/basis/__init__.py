"""What the parts of the report share: reading, tables, texts, the page."""
