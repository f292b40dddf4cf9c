"""Files the demonstration hands in as evidence: made here, so that none is anybody's."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 0>>stream\n\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def sample(name: str) -> SimpleUploadedFile:
    """A small valid PDF called ``name``."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")
