"""The displacement series: its file, its noise, its rate."""
