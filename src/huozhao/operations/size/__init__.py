"""Size: which size of a product fits a shopper, by what they bought, kept and sent back."""
