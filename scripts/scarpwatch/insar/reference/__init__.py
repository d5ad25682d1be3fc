"""The reference window: its choice, and zero by definition."""
