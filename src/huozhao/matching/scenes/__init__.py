"""Scenes: declared places, periods, weather and tags, and the goods that are put before whoever is in them."""
