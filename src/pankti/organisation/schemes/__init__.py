"""Schemes: which levels, trees, posts and wings an organisation has: files of data, read and checked by ``read.py``."""
