"""Reorganising a tree on paper: steps as data, what they come to, and what stands against them. No database here."""
