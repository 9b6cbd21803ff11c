"""One folder an engine; each implements ports and nothing else."""
