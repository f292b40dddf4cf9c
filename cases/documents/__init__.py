"""Evidence files: checked by content, hashed, kept outside the web root."""

from .storage import StoredFile, open_file, store

__all__ = ["StoredFile", "open_file", "store"]
