"""A cache that may be away. It counts sign-in attempts; nobody is kept from working because Redis restarts."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSlow

logger = logging.getLogger("fengqiao.cache")


class ForgivingRedis(RedisCache):
    """While Redis is down, reads find nothing and writes do nothing."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The stored value, or `default` also when Redis does not answer."""
        try:
            return super().get(key, default, version)
        except (RedisAway, RedisSlow) as error:
            return self._without(error, default)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        """Stores the value if Redis answers."""
        try:
            super().set(key, value, *args, **options)
        except (RedisAway, RedisSlow) as error:
            self._without(error, None)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """Stores a value that was not there; True (as if stored) when Redis does not answer."""
        try:
            return bool(super().add(key, value, *args, **options))
        except (RedisAway, RedisSlow) as error:
            return bool(self._without(error, True))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forgets the value; False when there was none or Redis does not answer."""
        try:
            return bool(super().delete(key, version))
        except (RedisAway, RedisSlow) as error:
            return bool(self._without(error, False))

    @staticmethod
    def _without(error: Exception, answer: Any) -> Any:
        logger.warning("Redis does not answer (%s); going on without it", type(error).__name__)
        return answer
