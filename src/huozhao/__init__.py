"""Huozhao, the living mall: who wants what, from where, and how it went."""

__version__ = "0.1.0"
