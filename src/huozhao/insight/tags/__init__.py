"""Tags in layers: facts that were told, behaviour that was counted."""
