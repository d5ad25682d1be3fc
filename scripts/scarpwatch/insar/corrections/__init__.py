"""What is taken out of the displacement series, and whether each correction pays."""
