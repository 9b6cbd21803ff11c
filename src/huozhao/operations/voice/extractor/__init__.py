"""Reading learned from reviews that a merchant labelled: where aspects and opinions stand, what belongs together."""
