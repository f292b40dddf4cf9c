"""Every page's address. Each page family brings its own list."""

from django.urls import URLPattern, URLResolver, include, path

from pages import design, display
from pages.casefile.urls import urlpatterns as casefile
from pages.intake.views import urlpatterns as intake
from pages.intake.wages import urlpatterns as intake_wages
from pages.mediations.urls import urlpatterns as mediations
from pages.secondments.urls import urlpatterns as secondments
from pages.today.views import urlpatterns as today
from pages.visits.urls import urlpatterns as visits
from pages.wages.urls import urlpatterns as wages

urlpatterns: list[URLPattern | URLResolver] = [
    *display.urlpatterns,
    *design.urlpatterns,
    *today,
    *wages,
    *casefile,
    *intake,
    *intake_wages,
    *mediations,
    *visits,
    *secondments,
    path("", include("pages.public.urls")),
    path("", include("pages.table.urls")),
    path("approvals/", include("pages.approvals.urls")),
    path("employer/", include("pages.employer.urls")),
    path("checks/", include("pages.checks.urls")),
    path("board/", include("pages.board.urls")),
    path("ledgers/", include("pages.ledgers.urls")),
    path("record/", include("pages.record.urls")),
    path("office/", include("pages.office.urls")),
]
