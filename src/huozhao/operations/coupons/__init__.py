"""Coupons: what comes off a basket, for which goods, in which order, and what a return gives back."""
