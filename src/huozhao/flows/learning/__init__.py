"""What is learned of the whole mall, and how requests read it."""
