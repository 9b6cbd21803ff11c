"""Orders: sourced from shops, held, placed, and each step after."""
