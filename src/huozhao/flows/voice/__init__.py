"""Voice: reviews counted by aspect, rising complaints told to suppliers, improved goods offered to who complained."""
