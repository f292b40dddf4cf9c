"""The product's pages, and beside them the plainest list Django can make of the same table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

from cases.models import Case

ROWS = 30
PLAIN = """<!doctype html><title>cases</title><table>{% for case in cases %}<tr><td>{{ case.number }}</td>
<td>{{ case.employer_name }}</td><td>{{ case.unit.name }}</td><td>{{ case.handler.name }}</td><td>{{ case.state }}</td>
<td>{{ case.due_at }}</td></tr>{% endfor %}</table>"""
template: list[Template] = []


def plain_list(request: HttpRequest) -> HttpResponse:
    """No permission, no filter, no words."""
    if not template:
        template.append(Template(PLAIN))
    cases = Case.objects.select_related("unit", "handler").order_by("-reported_at")[:ROWS]
    return HttpResponse(template[0].render(Context({"cases": cases, "user": request.user.pk})))


urlpatterns = [path("plain/", plain_list), path("", include("config.urls"))]
