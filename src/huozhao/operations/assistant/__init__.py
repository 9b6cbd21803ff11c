"""The assistant's rules: what a message asks for, which answer fits, what may be done, what may be said."""
