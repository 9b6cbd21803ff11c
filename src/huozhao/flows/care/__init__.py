"""After-care: guides as operators keep them, what shoppers received, what is due, handed over once, and answers."""
