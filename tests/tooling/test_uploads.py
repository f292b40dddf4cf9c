"""A file that is far too large fills no disk and loses nothing else that was sent with it."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import RequestFactory
from pytest_django import Settings

pytestmark = pytest.mark.tooling


def test_only_the_bound_is_kept_and_the_true_size_is_told(rf: RequestFactory, settings: Settings) -> None:
    settings.UPLOAD_KEEP_BYTES = 1024 * 1024
    sent = io.BytesIO(b"x" * 3 * 1024 * 1024)
    sent.name = "photo.jpg"
    request = rf.post("/", {"story": "欠薪三个月", "photo": sent})
    file = request.FILES["photo"]
    assert isinstance(file, TemporaryUploadedFile)
    assert file.size == 3 * 1024 * 1024
    assert Path(file.temporary_file_path()).stat().st_size <= 1024 * 1024
    assert request.POST["story"] == "欠薪三个月"


def test_a_file_below_the_bound_comes_whole(rf: RequestFactory) -> None:
    sent = io.BytesIO(b"x" * 2 * 1024 * 1024)
    sent.name = "photo.jpg"
    file = rf.post("/", {"photo": sent}).FILES["photo"]
    assert isinstance(file, TemporaryUploadedFile)
    assert file.read() == sent.getvalue()
