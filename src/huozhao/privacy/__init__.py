"""Consent, purposes, minimisation: what may be collected, and why."""
