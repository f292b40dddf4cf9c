"""Parsers of what seeds the tree of units. Pure: rows in, rows and refusals out."""
