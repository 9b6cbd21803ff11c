"""Slow goods: found, priced down by proposal, told to those who are likely to want them."""
