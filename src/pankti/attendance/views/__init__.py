"""The office pages of attendance, and the join page that everybody sees."""
