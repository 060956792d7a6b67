"""Console pages of conferences."""
