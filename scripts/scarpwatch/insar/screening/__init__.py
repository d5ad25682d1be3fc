"""What is believed of pairs before the inversion: coherence, ties to the reference."""
