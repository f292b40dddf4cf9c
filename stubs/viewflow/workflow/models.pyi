from contextlib import AbstractContextManager
from typing import Any

from django.db import models

class Process(models.Model): ...

class Task(models.Model):
    def activation(self) -> AbstractContextManager[Any]: ...
