"""Shopper value: who is still alive, how often they will order, what they will spend."""
