"""Self-correction: which categories are shown and not clicked, why that may be, what is done, whether it helped."""
