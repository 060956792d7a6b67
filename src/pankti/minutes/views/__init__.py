"""The office pages of the record."""
