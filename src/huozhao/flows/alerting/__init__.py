"""Alerting: shelves that fall under their safety stock, until goods or an order cover them."""
