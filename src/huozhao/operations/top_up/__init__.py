"""Top-up: what an order still lacks for its discount, and which small goods close that gap best."""
