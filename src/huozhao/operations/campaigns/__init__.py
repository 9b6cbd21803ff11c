"""Campaigns: whom to tell of which goods, in which words, within which budget; previewed before, measured after."""
