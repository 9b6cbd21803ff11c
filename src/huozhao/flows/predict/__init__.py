"""Predictions as a flow: read the acts of who consented, learn, score, publish, explain, forget."""
