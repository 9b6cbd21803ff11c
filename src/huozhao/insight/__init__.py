"""Who: what is known of each shopper, from what they said and did."""
