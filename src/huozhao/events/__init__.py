"""The event, the catalogue of names and fields, and the ports of everything kept."""
