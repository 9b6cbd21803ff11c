"""Size advice: what shoppers took, kept and sent back, read from state; learned by night, asked by day."""
