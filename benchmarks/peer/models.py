"""A viewflow process beside a case, as its manual suggests."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from viewflow.workflow.models import Process

from cases.models import Case


class MediationProcess(Process):
    """One mediation as viewflow keeps it: the process row, its tasks, and the case it is about."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "peer"

    def __str__(self) -> str:
        return f"mediation {self.pk}"


class Audit(models.Model):
    """The one row that a plain transition leaves behind."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    role = models.CharField(max_length=24)
    from_state = models.CharField(max_length=24)
    to_state = models.CharField(max_length=24)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    objects: Any = models.Manager()

    class Meta:
        app_label = "peer"

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
