"""What all sections of the config share, and the sections of neither half: grid, demo, figures."""
