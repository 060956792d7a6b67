"""The office pages of press notes."""
