"""Tables of the merchant's own exports become events: pure mapping rules, one module a kind of file."""
