"""Every page's address. Each page family brings its own list."""

from django.urls import URLPattern, URLResolver, include, path

from pages import design, display

urlpatterns: list[URLPattern | URLResolver] = [
    *display.urlpatterns,
    *design.urlpatterns,
    path("office/", include("pages.office.urls")),
]
