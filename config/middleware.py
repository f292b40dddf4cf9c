"""What every answer carries: its language, its security headers, its static files; and what is not answered at all."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

Answer = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Adds the content security policy, and a permissions policy that leaves only what photos and places need."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        return response


class NoNul:
    """Refuses a NUL in an address or a cookie: PostgreSQL holds none, so nothing can be called so, and no browser sends one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked or "\x00" in "".join((request.path, asked, *request.COOKIES.values())):
            raise BadRequest
        return self.get_response(request)


class NothingKept:
    """No browser and no proxy keeps a copy of what somebody with a session was shown: phones and desks are shared.

    A page that says itself how long it may be kept is left as it is.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.session.is_empty():
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ChosenLanguage:
    """Chinese, unless the person chose otherwise with the language switch.

    A browser's Accept-Language is not followed: phones sold with an English system are common among workers who read
    Chinese, and the record is Chinese.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = self.chosen(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    @staticmethod
    def chosen(request: HttpRequest) -> str:
        """The language of the cookie where it names one we speak, else the default."""
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class StaticFiles(WhiteNoiseMiddleware):
    """Serves static files, compressed where the browser takes it.

    The whole file is answered at once: a streamed answer costs a thread for each chunk under ASGI, and Django warns about it.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """The file, or 304 where the browser has it already."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
