"""Uploads that cannot fill the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Keeps the first UPLOAD_KEEP_BYTES of a file and lets the rest go by.

    The rest of the form is read all the same, so that the page can answer with a sentence and keep what was typed. `size`
    is the true size of what was sent: whoever takes a file looks at it first, and every limit lies below the bound.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Writes what lies below the bound."""
        if start + len(raw_data) <= settings.UPLOAD_KEEP_BYTES:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> TemporaryUploadedFile | None:
        """The file, with the size that was sent."""
        file: Any = super().file_complete(file_size)
        return file if isinstance(file, TemporaryUploadedFile) else None
