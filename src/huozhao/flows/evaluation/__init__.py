"""Evaluation of what the mall learns: on its own held-out days, of its models, of what pages logged."""
