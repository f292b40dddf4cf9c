"""Celery in production: it wakes the sealer and the sweep. It decides and remembers nothing."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("fengqiao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    imports=["config.tasks"],
    enable_utc=True,
    task_ignore_result=True,
    # A wake-up that comes late is worth nothing: the next one finds the same work.
    task_default_expires=60,
    task_acks_late=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 1},
    beat_schedule={
        "seal": {"task": "fengqiao.seal", "schedule": 5.0, "options": {"expires": 5}},
        "clear_sessions": {
            "task": "fengqiao.clear_sessions",
            "schedule": crontab(hour=3, minute=17),
            "options": {"expires": 3600},
        },
        "sweep": {"task": "fengqiao.sweep", "schedule": 10.0, "options": {"expires": 10}},
        # Posts end at midnight; whoever left in the middle of the day was stood in for at once.
        "stand_in": {"task": "fengqiao.stand_in", "schedule": 600.0, "options": {"expires": 600}},
    },
)
