"""From where: the stock ledger, availability, sourcing, forecast and replenishment."""
