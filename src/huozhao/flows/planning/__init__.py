"""The nightly plan: demand, stock and goods on their way netted into proposals, chunk by chunk, resumable."""
