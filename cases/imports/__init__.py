"""Parsers of what offices send: each takes what has one meaning and refuses the rest with the reason."""
