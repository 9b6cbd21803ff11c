"""Messages: what the mall wants to tell whom, and the one arbiter that decides what is sent when, and through what."""
