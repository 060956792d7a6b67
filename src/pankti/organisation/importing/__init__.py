"""Reads lists of units: files, mappings, coordinates, refusals. Nothing here touches the database."""
