"""Coupons: written by operators, given to shoppers within their budget, used on orders, counted."""
