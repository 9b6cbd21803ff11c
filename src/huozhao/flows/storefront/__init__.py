"""The storefront: what a shopper's own client reads and does: goods, favourites, the own orders."""
