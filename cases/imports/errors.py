"""What a parser says when it cannot take something."""

from __future__ import annotations


class Unreadable(Exception):
    """One cell has no meaning, or more than one. ``str()`` is a sentence for the clerk."""


class FileRefused(Exception):
    """The whole file cannot be taken. ``str()`` is a sentence for the clerk; nothing of the file was kept."""
