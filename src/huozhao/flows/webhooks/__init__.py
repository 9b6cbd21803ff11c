"""Messages to other systems: signed, tried again, given up visibly; and who subscribes to what."""
