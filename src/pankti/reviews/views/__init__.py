"""Console pages of reviews."""
