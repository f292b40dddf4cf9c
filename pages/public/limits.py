"""How often something may be tried: by one browser, and by one address."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from record.timekeeping import now

#: What a browser is known by while it keeps its cookies; the session's own key changes when a receipt is shown.
BROWSER = "browser"


@dataclass(frozen=True)
class Limit:
    """``each`` tries a browser and ``shared`` an address (a whole workshop may share one) in ``seconds``."""

    name: str
    each: int
    shared: int
    seconds: int = 300

    def reached(self, request: HttpRequest) -> bool:
        """Whether no further try is allowed now."""
        return any(len(self._tries(key)) >= most for key, most in self._keys(request))

    def count(self, request: HttpRequest) -> None:
        """Note one try. A cache that is away forgets it: nobody is kept out because of that."""
        request.session.setdefault(BROWSER, secrets.token_hex(8))
        moment = now().timestamp()
        for key, most in self._keys(request):
            cache.set(key, [*self._tries(key), moment][-most:], self.seconds)

    def _tries(self, key: str) -> list[float]:
        oldest = now().timestamp() - self.seconds
        return [moment for moment in cache.get(key) or [] if moment > oldest]

    def _keys(self, request: HttpRequest) -> list[tuple[str, int]]:
        keys = [(self._key("address", str(get_adapter().get_client_ip(request))), self.shared)]
        if BROWSER in request.session:
            keys.append((self._key("browser", request.session[BROWSER]), self.each))
        return keys

    def _key(self, kind: str, value: str) -> str:
        """Cache keys hold no address and no session's key in clear."""
        return f"tries-{self.name}-{kind}-{hashlib.sha256(value.encode()).hexdigest()[:24]}"


#: Wrong receipt codes. Nobody guesses 80 bits; this only keeps the guessing from costing anything.
WRONG_CODES = Limit("receipt", each=10, shared=30)
#: Reports and files from one place.
REPORTS = Limit("report", each=10, shared=60, seconds=3600)
FILES = Limit("file", each=30, shared=90, seconds=3600)
