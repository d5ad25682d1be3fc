"""Files of any kind: what can be opened, what belongs together, what is whole, and tables and records."""
