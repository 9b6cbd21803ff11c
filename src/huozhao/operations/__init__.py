"""How it went: what each figure means, and the figures themselves."""
