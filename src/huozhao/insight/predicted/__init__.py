"""Predicted tags: what a shopper will probably do, with the evidence, the measured quality and the rule behind it."""
