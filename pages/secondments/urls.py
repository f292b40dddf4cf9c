"""Addresses of the rounds, of one's own secondment and of the page for opinions."""

from django.urls import path

from pages.secondments import annexes, assessment, home, mine, new, opinion, sheets

urlpatterns = [
    path("secondments/", home.rounds, name="secondments"),
    path("secondments/mine/", mine.mine, name="secondment_mine"),
    path("secondments/mine/<slug:code>/do/<slug:verb>/", mine.do, name="secondment_mine_do"),
    path("secondments/employers/", new.employers, name="secondment_employers"),
    path("secondments/annex/<str:token>/", annexes.preview, name="secondment_annex"),
    path("secondments/sheet/<slug:code>/<slug:what>/", sheets.sheet, name="secondment_sheet"),
    path("secondments/<slug:code>/", home.one_round, name="secondment_round"),
    path("secondments/<slug:code>/move/", home.move, name="secondment_move"),
    path("secondments/<slug:code>/close/", home.close, name="secondment_close"),
    path("secondments/<slug:code>/notice/", sheets.notice, name="secondment_notice"),
    path("secondments/<slug:code>/assessment/", assessment.assessment, name="secondment_assessment"),
    path("secondments/<slug:code>/new/<slug:direction>/", new.new, name="secondment_new"),
    path("secondments/<slug:code>/blank/<str:direction>.xlsx", annexes.blank, name="secondment_blank"),
    path("secondments/<slug:code>/<str:what>.xlsx", annexes.export, name="secondment_export"),
    path("opinion/", opinion.give, name="opinion"),
]
