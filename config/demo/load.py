"""Loads the demonstration once; a data folder that holds any county already is left alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import transaction

from cases.models import Case
from organizations import calendar as calendars
from organizations.models import Unit
from record import sealer
from record.timekeeping import day_of, now

from . import county, timeline
from .agendas import AGENDAS
from .cases import STORIES
from .chains import CHAINS
from .checks import CHECKS
from .secondments import SECONDMENTS
from .site import GROUPS
from .tables import TABLES
from .timeline import Told
from .visits import VISITS
from .visits_contacts import CONTACTS
from .visits_rounds import ROUNDS
from .visits_year import YEAR
from .wages import WAGES

#: Everything that happens, in no order: the timeline brings it into one.
ALL = (
    *(Told(*entry) for entry in STORIES),
    *TABLES,
    *AGENDAS,
    *CHECKS,
    *WAGES,
    *GROUPS,
    *CONTACTS,
    *YEAR,
    *VISITS,
    *ROUNDS,
    *CHAINS,
    *SECONDMENTS,
)
#: How far back the demonstration reaches.
DAYS = 420


def load_demo(progress: Callable[[str], None]) -> None:
    """Build the county and let its stories happen, saying what is being done."""
    if Case.objects.exists() or Unit.objects.filter(kind="town").exists():
        progress("数据库里已有数据，不再装入演示县。")
        return
    moment = now()
    # All of it or nothing: a first start that is called off begins anew, and does not find half a county.
    with transaction.atomic(), calendars.holding():
        progress("正在装入演示县：诸暨市的镇街和村(社区)…")
        place = county.build(moment - datetime.timedelta(days=DAYS), day_of(moment))
        progress("正在装入演示案件(企业和人员均为虚构)…")
        timeline.play(place, ALL, moment, progress)
    sealer.seal_all()
    progress(f"演示县已装好：{Case.objects.count()} 个案件。")
