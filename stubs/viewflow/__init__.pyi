"""Our own types for the part of django-viewflow 2.4 that we use; it ships none for --strict."""

from typing import Any

this: Any
