"""What the mall and WeChat tell each other: ports, values, and the rules of the platform."""
