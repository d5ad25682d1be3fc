"""What a run is planned with before a job runs: the whole of it, its radar data, and what single steps take."""
