"""Evaluation: time splits, figures of full rankings, estimates of a policy from what another one logged."""
