"""Top-up: the goods of the mall, what fits a shopper, what lies near, and the sets that close the gap."""
