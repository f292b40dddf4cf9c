from contextlib import AbstractContextManager
from typing import Any

from django.db import models

class ProcessQuerySet(models.QuerySet[Process]): ...
class TaskQuerySet(models.QuerySet[Task]): ...

class Process(models.Model):
    status: Any
    objects = ProcessQuerySet.as_manager()

class Task(models.Model):
    status: Any
    flow_task: Any
    process: Any
    objects = TaskQuerySet.as_manager()
    def activation(self) -> AbstractContextManager[Any]: ...
