"""Forecasts where rooms meet: promotions on record, stock-outs of the ledger, similar goods, one SKU looked at."""
