"""The tag language: expressions over a person's acts, facts and other tags."""
