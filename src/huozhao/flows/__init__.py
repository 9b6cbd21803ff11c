"""Where rooms meet: each flow carries values from one room to the next."""
