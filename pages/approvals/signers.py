"""转办、加签、减签、催办: each a small form of its own, reached from the menu of a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.models import Case
from organizations.acting import Acting
from organizations.models import Person, Post
from organizations.roles import DECIDING_ROLES, HANDLING_ROLES
from pages.acting import actings, works_here
from pages.approvals.asked import Asked, asked
from pages.approvals.finding import find
from pages.parts import ActionView, BlockedAction
from pages.public.fields import CHOOSE
from record.timekeeping import now, today
from workflows import chains
from workflows.engine import perform
from workflows.errors import BadInput, NotPermitted, Refused, StaleCase
from workflows.models import GONE, Added, Answer, Approval, Signature, Verdict
from workflows.offers import acting_for

LONGEST = 500
LABELS: dict[str, Any] = {
    "transfer": gettext_lazy("转办给他人"),
    "add_signer": gettext_lazy("加签"),
    "remove_signer": gettext_lazy("减签"),
    "urge_approval": gettext_lazy("催办"),
}
ICONS = {"transfer": "arrows-exchange", "add_signer": "users", "remove_signer": "x", "urge_approval": "bell"}


def _text(label: Any, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignerForm(forms.Form):
    """What every one of them asks. ``lead`` says what will follow."""

    lead: Any = ""

    def __init__(self, found: Asked, mine: Signature | None, data: Any = None) -> None:
        super().__init__(data)
        self.found, self.mine = found, mine
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices."""

    def offer(self, name: str, options: Sequence[tuple[str, str]]) -> None:
        """Choices of a list, with an empty one before them."""
        self.fields[name].choices = [("", CHOOSE), *options]  # type: ignore[attr-defined]  # a ChoiceField

    def data_for_step(self) -> dict[str, Any]:
        """What the verb is told."""
        given = dict(self.cleaned_data)
        for name in ("to", "person"):
            if name in given:
                given[name] = Person.objects.get(pk=given[name])
        return given | {"round": self.found.approval.round}


class TransferForm(SignerForm):
    """转办."""

    lead = gettext_lazy("转办以后由对方审批，您不再签。原因会告诉对方，并记入全过程。")
    to = forms.ChoiceField(label=gettext_lazy("转给谁"))
    reason = _text(gettext_lazy("为什么转办"))

    def prepare(self) -> None:
        """Who may decide in the reader's place."""
        self.offer("to", whom("transfer", self.found, self.mine))


class AddSignerForm(SignerForm):
    """加签."""

    lead = gettext_lazy("加签的人也要同意，这一步才算通过。")
    person = forms.ChoiceField(label=gettext_lazy("请谁加签"))
    how = forms.ChoiceField(
        label=gettext_lazy("什么时候签"),
        choices=Added.choices,
        widget=forms.RadioSelect,
        initial=Added.BEFORE,
    )
    reason = _text(gettext_lazy("请对方看什么"))

    def prepare(self) -> None:
        """Who works here or above."""
        self.offer("person", whom("add_signer", self.found, self.mine))


class RemoveSignerForm(SignerForm):
    """减签."""

    lead = gettext_lazy("只能减去您加的、还没有签的人。")
    signature = forms.ChoiceField(label=gettext_lazy("减去谁"))
    reason = _text(gettext_lazy("为什么减去"))

    def prepare(self) -> None:
        """Those the reader added."""
        self.offer("signature", [(row.code, str(row.signer)) for row in removable(self.found)])


class UrgeForm(SignerForm):
    """催办."""

    lead = gettext_lazy("只在工会内部提醒现在该签的人，每人一天一次。")
    note = _text(gettext_lazy("想说的话"), required=False)

    def data_for_step(self) -> dict[str, Any]:
        """No round: whoever's turn it is now."""
        return dict(self.cleaned_data)


FORMS: dict[str, type[SignerForm]] = {
    "transfer": TransferForm, "add_signer": AddSignerForm, "remove_signer": RemoveSignerForm, "urge_approval": UrgeForm,
}  # fmt: skip


#: Why a verb that needs somebody else is not possible now.
NOBODY: dict[str, Any] = {
    "transfer": gettext_lazy("现在没有可以转给的人：本级和上级工会没有其他能签这一步的人。"),
    "add_signer": gettext_lazy("现在没有可以请来加签的人：本级和上级工会没有其他能签的人。"),
}


def whom(verb: str, found: Asked, mine: Signature | None) -> list[tuple[str, str]]:
    """Who may be named with 转办 (who decides in the reader's place) or 加签 (who works here or above). One query."""
    if verb == "add_signer":
        return candidates(found, mine, HANDLING_ROLES)
    role = mine.role if mine else ""
    return candidates(found, mine, DECIDING_ROLES if role in DECIDING_ROLES else [role])


def nobody(verb: str, found: Asked, acting: Acting) -> str:
    """Why the verb is not possible now: nobody could be named. Empty where somebody could, or nobody is needed."""
    if verb not in NOBODY or whom(verb, found, _own_row(found, acting)):
        return ""
    return str(NOBODY[verb])


def candidates(found: Asked, mine: Signature | None, roles: Any) -> list[tuple[str, str]]:
    """Who may be named beside or instead of a signature, with their posts; nobody twice. One query."""
    if mine is None:
        return []
    asked_by = {found.approval.asked_by_id, found.approval.asked_for_id}
    in_step = {row.signer_id for row in found.rows if row.step_id == mine.step_id and row.answer not in GONE}
    excluded = in_step | {row.signed_by_id for row in found.rows} | asked_by
    excluded_keys = {pk for pk in excluded if pk}
    if mine.partner_id is not None:
        posts = list(
            Post.objects.on(today())
            .filter(partner=mine.partner_id)
            .exclude(person__in=excluded_keys)
            .select_related("person", "unit", "partner")
        )
    else:
        posts = chains.eligible(chains.place_of(found.case, mine.step.place), today(), roles, excluded_keys)
    named: dict[str, str] = {}
    for post in posts:
        named.setdefault(str(post.person_id), f"{post.person.name}（{post.place} {post.get_role_display()}）")
    return list(named.items())


def removable(found: Asked, actings_: Sequence[Acting] = ()) -> list[Signature]:
    """Added signatures that are open, of those added in one of these names (default: any)."""
    names = {acting.signs_as for acting in actings_}
    return [
        row
        for row in found.rows
        if row.added_how and row.answer == Answer.OPEN and (not actings_ or row.added_by_id in names)
    ]


def ways(found: Asked, actings_: Sequence[Acting]) -> dict[str, Acting]:
    """Which of the verbs the reader may take now, and as whom."""
    if found.approval.verdict != Verdict.OPEN:
        return {}
    able: dict[str, Acting] = {}
    if found.acting is not None:
        able |= {"transfer": found.acting, "add_signer": found.acting}
    for acting in actings_:
        if removable(found, [acting]):
            able.setdefault("remove_signer", acting)
        mine = acting.person is not None and acting.person.pk == found.approval.asked_by_id
        if mine or (acting.signs_as is not None and acting.signs_as == found.case.handler_id):
            able.setdefault("urge_approval", acting)
    at = now()
    return {verb: acting for verb, acting in able.items() if acting_for(found.case, verb, [acting], at)}


def menu(found: Asked, actings_: Sequence[Acting]) -> list[ActionView | BlockedAction]:
    """The rarer things to do with a request, and where to give one's signatures to another for a time."""
    rare = [_in_menu(found, verb, acting) for verb, acting in ways(found, actings_).items()]
    acting = found.acting
    if acting is not None and acting.on_behalf_of is None and acting.person is not None:
        post = (
            Post.objects.on(today()).filter(person=acting.person, role=acting.role, unit=acting.unit).first()
        )
        if post is not None:
            place = f"{reverse('office:deputy-add', args=[post.pk])}?only_approvals=1"
            rare.append(ActionView(_("委托他人代我审批"), place, "calendar"))
    return rare


def _in_menu(found: Asked, verb: str, acting: Acting) -> ActionView | BlockedAction:
    why_not = nobody(verb, found, acting)
    if why_not:
        return BlockedAction(str(LABELS[verb]), why_not)
    place = reverse("approval_signers", args=[found.approval.code, verb])
    return ActionView(str(LABELS[verb]), place, ICONS[verb])


@works_here
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One of the verbs on one request."""
    if verb not in FORMS:
        raise Http404
    found = asked([find(request, code)], actings(request), now())[0]
    acting = ways(found, actings(request)).get(verb)
    if found.approval.verdict != Verdict.OPEN:
        return redirect(found.url)
    if acting is None:
        raise PermissionDenied(found.blocked or _("这一步现在不是您办。"))
    form = FORMS[verb](found, _own_row(found, acting), request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _take(found.case, verb, acting, found.approval, form)
        if refused is None:
            messages.success(request, _("已办理：%(what)s。") % {"what": LABELS[verb]})
            return redirect(
                found.url if verb in ("add_signer", "remove_signer") else _list_of(request, found)
            )
        return _show(request, found, verb, form, _status(refused))
    # Who followed an old link reads why there is nothing to fill in.
    why_not = "" if form.is_bound else nobody(verb, found, acting)
    return _show(request, found, verb, form, 422 if form.is_bound else 200, why_not)


def _own_row(found: Asked, acting: Acting) -> Signature | None:
    mine = [row for row in found.rows if row.signer_id == acting.signs_as and row.answer == Answer.OPEN]
    return mine[0] if mine else None


def _take(case: Case, verb: str, acting: Acting, approval: Approval, form: SignerForm) -> Refused | None:
    try:
        perform(case, verb, actor=acting, approval=approval.code, **form.data_for_step())
    except Refused as refused:
        field = refused.field if isinstance(refused, BadInput) and refused.field in form.fields else None
        form.add_error(field, refused.sentence)
        return refused
    return None


def _status(refused: Refused) -> int:
    return 409 if isinstance(refused, StaleCase) else 403 if isinstance(refused, NotPermitted) else 422


def _list_of(request: HttpRequest, found: Asked) -> str:
    mine = found.approval.asked_by_id == request.user.pk
    return reverse("my_requests" if mine else "approvals")


def _show(
    request: HttpRequest, found: Asked, verb: str, form: SignerForm, status: int, why_not: str = ""
) -> HttpResponse:
    context = {"one": found, "form": form, "title": LABELS[verb], "verb": verb, "why_not": why_not}
    return render(request, "approvals/signers.html", context, status=status)
