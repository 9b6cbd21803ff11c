"""Strategies: kept by operators, decided for a shopper within their budget, and measured by their lift."""
