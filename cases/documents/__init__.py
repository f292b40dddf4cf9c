"""Evidence files: checked by content, hashed, kept outside the web root."""

from .storage import FileRefused, StoredFile, open_file, remove_file, store

__all__ = ["FileRefused", "StoredFile", "open_file", "remove_file", "store"]
