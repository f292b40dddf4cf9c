"""A server for a county and more: PostgreSQL, Redis, Celery, behind a proxy that speaks HTTPS. Nothing secret has a default."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import services
from config.settings.base import *  # noqa: F403 -- settings modules extend each other


def required(name: str) -> str:
    """The value of an environment variable that production cannot start without."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"生产环境必须设置环境变量 {name}。")
    return value


FENGQIAO_HOME = Path(required("FENGQIAO_HOME"))
KEYS_DIR = Path(os.environ.get("FENGQIAO_KEYS") or FENGQIAO_HOME / "keys")
# Another level's disk, best mounted from another machine: what countersigns the record must not lie beside it.
WITNESS_DIR = Path(required("FENGQIAO_WITNESS"))
SECRET_KEY = required("SECRET_KEY")
MFA_KEY = required("FENGQIAO_MFA_KEY")
ALLOWED_HOSTS = required("FENGQIAO_HOSTS").split()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

DATABASES = {
    "default": services.postgresql(
        os.environ.get("DATABASE_URL"),
        pool={"min_size": 2, "max_size": int(os.environ.get("FENGQIAO_POOL", "10")), "timeout": 10},
    )
}

REDIS_URL = os.environ.get("REDIS_URL") or services.address("redis")
if not REDIS_URL:
    raise ImproperlyConfigured("没有 Redis 的地址：请设置 REDIS_URL,或先运行 make services。")
# The database remembers; Redis only wakes. Rate limits and wake-ups may be lost with it, and nothing else is.
CACHES = {"default": {"BACKEND": "config.caches.ForgivingRedis", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = REDIS_URL
WAKE_BY_CELERY = True

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Sign-in attempts are counted by the visitor's address as our one proxy gives it.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Neighbouring names under the union's domain, and the browsers' preload list, are for the domain's owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

MEDIA_ROOT = FENGQIAO_HOME / "evidence"
STATIC_ROOT = Path(os.environ.get("FENGQIAO_STATIC") or FENGQIAO_HOME / "static")
