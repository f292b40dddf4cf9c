"""Fields that read what people write: 3.5万元, full-width digits, a telephone with spaces, several photos at once."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from cases.imports import amounts, dates
from cases.imports.errors import Unreadable
from record.timekeeping import today

LONGEST_VALUE = 60
FEWEST_DIGITS, MOST_DIGITS = 6, 20
CHOOSE = _("请选择一项。")


def tidy(typed: object) -> str:
    """Full-width as half-width, no control characters a database cannot hold, no blanks at the ends."""
    return unicodedata.normalize("NFKC", str(typed or "")).replace("\x00", "").strip()


def _say(field: forms.CharField, too_long: Any) -> None:
    """Our sentence instead of Django's where a text is too long."""
    for validator in field.validators:
        if too_long and isinstance(validator, MaxLengthValidator):
            validator.message = too_long


class Story(forms.CharField):
    """A long text that says in one sentence when it is too long, and loses nothing that was typed."""

    widget = forms.Textarea

    def __init__(self, *, most: int, too_long: Any, **kwargs: Any) -> None:
        super().__init__(max_length=most, **kwargs)
        self.error_messages["max_length"] = too_long
        _say(self, too_long)
        # The browser would silently cut what is pasted; we would rather say so.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        """Control characters are dropped, line breaks stay."""
        return str(super().to_python(value) or "").replace("\x00", "")


class Line(forms.CharField):
    """One line."""

    def __init__(self, *, most: int, too_long: Any = "", **kwargs: Any) -> None:
        super().__init__(max_length=most, **kwargs)
        _say(self, too_long)
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        """Blanks at the ends and control characters are dropped."""
        return " ".join(str(super().to_python(value) or "").replace("\x00", "").split())


class _Read(forms.Field):
    """A value read by ``read``; its sentence is the error. Empty gives None."""

    read: Callable[[str], Any]

    def to_python(self, value: Any) -> Any:
        """The value, or None."""
        text = tidy(value)
        if not text:
            return None
        if len(text) > LONGEST_VALUE:
            raise ValidationError(_("这里写得太长了，请只写一个数字或日期。"), code="unreadable")
        try:
            return type(self).read(text)
        except Unreadable as refused:
            raise ValidationError(str(refused), code="unreadable") from refused

    def validate(self, value: Any) -> None:
        """Required means required."""
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"], code="required")


class People(_Read):
    """人数."""

    read = staticmethod(amounts.count)


class Money(_Read):
    """金额, in yuan."""

    read = staticmethod(amounts.money)

    def to_python(self, value: Any) -> Decimal | None:
        """Yuan to the fen."""
        found: Decimal | None = super().to_python(value)
        return found


class PastDay(_Read):
    """A day that has come."""

    read = staticmethod(dates.day)
    widget = forms.DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.input_type = "date"
        self.widget.attrs["max"] = "9999-12-31"

    def to_python(self, value: Any) -> datetime.date | None:
        """The day; one in the future is refused."""
        found: datetime.date | None = super().to_python(value)
        if found is not None and found > today():
            raise ValidationError(_("日期不能晚于今天。"), code="future")
        return found


class Phone(forms.CharField):
    """A telephone as people write it: spaces, hyphens and full-width digits are understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        """Digits, with a leading plus when there was one."""
        text = tidy(value)
        digits = "".join(c for c in text if c.isdigit())
        if not text:
            return ""
        strange = [c for c in text if not (c.isdigit() or c in "+-—()() ")]
        if strange or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
            raise ValidationError(_("这个电话号码好像不完整，请再核对一下。"), code="phone")
        return f"+{digits}" if text.startswith("+") else digits


class Photos(forms.FileField):
    """Several files at once. Cleans to a list; what each file is, is for ``cases.documents`` to say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = _ManyFiles(
            attrs={"accept": "image/*,application/pdf,.doc,.docx,.xls,.xlsx,audio/*,video/mp4"}
        )
        self.widget.is_required = self.required

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files sent; an empty list when there are none."""
        files: Sequence[UploadedFile[Any]] = [file for file in (data or []) if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(files)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files
