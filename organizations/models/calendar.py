"""The State Council's yearly notices: which years are published, and the days each names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A published year. ``digest`` is that of the days its notice names: it tells every process what to reload."""

    TRACKED = ("year", "source", "published_on", "digest")
    TRACKED_KEY = "year"

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    source = models.CharField(_("来源"), max_length=200)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class WorkingDay(models.Model):
    """A day a notice names: a holiday, or an adjusted working day (调休上班). Other days follow the plain week.

    ``notice`` may be the year after the date's: the notice for 2019 gave away days of December 2018.
    """

    TRACKED = ("date", "is_working", "name")
    TRACKED_KEY = "date"

    notice = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    date = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("节日"), max_length=60)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
