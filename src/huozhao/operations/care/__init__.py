"""After-care: guides for what was bought, reminders by the day of receipt, and when goods are used up."""
