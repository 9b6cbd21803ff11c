"""Self-correction: weak categories found at night, explained, lowered on their placement, tested again, with undo."""
