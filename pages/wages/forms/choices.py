"""Choices that depend on the ledger: claims, payers, payments, bodies that take a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from cases.models import Case, Claim, ClaimState, Payer, Payment
from cases.wages import reading
from cases.wages.balances import Ledger
from pages.casefile.forms.base import Choices, StepForm
from pages.speech import spoken_date, spoken_money
from pages.templatetags.wages import month
from protection import personal

#: More than this nobody looks through: the ledger's own page leads to each one.
MOST_LISTED = 100


def ledger_of(form: StepForm) -> Ledger:
    """The ledger, read once a form."""
    kept: Ledger | None = getattr(form, "_ledger", None)
    if kept is None:
        kept = reading.ledger_of(form.desk.case)
        form._ledger = kept  # type: ignore[attr-defined]  # kept for this request only
    return kept


def offer_claims(form: StepForm, *, rivals: bool = False) -> Claim | None:
    """Give ``claim`` its choices: the one the address or the answer names, else the first hundred. Returns the one."""
    asked = str(form.data.get("claim") or (form.desk.suggested or {}).get("claim") or "")
    rows = Claim.objects.filter(case=form.desk.case, state=ClaimState.LIVE).select_related("party")
    if rivals:
        rows = rows.filter(rival_due__isnull=False)
    named = list(rows.filter(code=asked)) if asked else []
    shown = named or list(rows[:MOST_LISTED])
    form.offer("claim", _claims(shown, ledger_of(form)))
    if len(shown) == 1:
        form.fields["claim"].initial = shown[0].code
    return shown[0] if len(shown) == 1 else None


def _claims(rows: Sequence[Claim], ledger: Ledger) -> Choices:
    names = personal.read_many(row.party.personal_key for row in rows)
    return [
        (row.code, _("%(name)s · %(month)s · 尚欠 %(left)s") % {
            "name": str(names.get(row.party.personal_key, {}).get("name", "")) or _("未留姓名"),
            "month": month(row.period), "left": spoken_money(ledger.by_key[row.code].outstanding),
        })
        for row in rows
    ]  # fmt: skip


def payers(case: Case) -> Choices:
    """Who must pay, by code."""
    return [(row.code, str(row)) for row in Payer.objects.filter(case=case, is_active=True)]


def payments(case: Case, *, with_credit: bool = False) -> Choices:
    """Live payments, newest first."""
    rows: Iterable[Payment] = Payment.objects.filter(case=case, is_live=True).order_by("-paid_on", "-id")
    return [
        (row.code, _("%(day)s · %(sum)s%(credit)s") % {
            "day": spoken_date(row.paid_on, with_year=True), "sum": spoken_money(row.amount),
            "credit": _("，其中多付 %(sum)s") % {"sum": spoken_money(row.credit)} if row.credit else "",
        })
        for row in rows
        if row.credit or not with_credit
    ]  # fmt: skip
