"""Forms of a visit's other steps: the plan, the list, 限期整改, becoming a case."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.documents import StoredFile, store
from cases.documents.storage import FileRefused
from cases.models import (
    Case,
    CaseKind,
    Disclosure,
    Finding,
    FindingKind,
    FindingOutcome,
    FindingState,
    Party,
    Rectification,
)
from organizations.models import CodeList, PartnerBody, Person, Post
from organizations.paths import under
from organizations.queries import employer_called
from organizations.roles import HANDLING_ROLES
from pages.casefile.forms import choices
from pages.casefile.forms.base import Choices, StepForm, day, line, money, note, one_of, pick, reason
from pages.labels import choices as codes
from pages.public.fields import People
from protection import personal, receipts
from record.timekeeping import day_of
from workflows.visit.listing import ANSWERS, LONGEST_FINDING
from workflows.visit.who import VISITORS

MOST_CHOICES = 400
SHORTEST = 24


def listed(case: Case) -> list[tuple[Finding, str]]:
    """Every entry of the list, with its kind and the beginning of its text."""
    rows = list(Finding.objects.filter(case=case))
    texts = personal.read_many(row.text_key for row in rows)
    return [
        (row, f"{row.get_kind_display()} · {str(texts.get(row.text_key, {}).get('text', ''))[:SHORTEST]}")
        for row in rows
    ]


def entry_choices(case: Case) -> Choices:
    """Entries that wait, by the beginning of their text."""
    return [(row.code, words) for row, words in listed(case) if row.state == FindingState.OPEN]


def officer_choices(form: StepForm, path: str, roles: Collection[str] = VISITORS) -> Choices:
    """Officers of the unions in a subtree who may go and answer."""
    posts = Post.objects.on(day_of(form.desk.at)).filter(
        under(path, "unit__path"), role__in=roles, manages_for_employer=False
    )
    rows = posts.select_related("person", "unit").order_by("unit__path", "person__name")[:MOST_CHOICES]
    found = {
        row.person.username: f"{row.person.name} · {row.unit.short_name if row.unit else ''}" for row in rows
    }
    return list(found.items())


def _file(form: forms.Form, name: str) -> StoredFile:
    """A file, checked by content and kept."""
    try:
        return store(form.cleaned_data[name])
    except FileRefused as refused:
        raise forms.ValidationError(refused.sentence) from refused


class OfEntry(StepForm):
    """A step about one entry of the list."""

    finding = pick(gettext_lazy("哪一项"))

    def prepare(self) -> None:
        """Entries that wait; the one that was pressed is chosen."""
        rows = entry_choices(self.desk.case)
        self.offer("finding", rows)
        only = rows[0][0] if len(rows) == 1 else None
        self.fields["finding"].initial = (self.desk.suggested or {}).get("finding") or only


class Replan(StepForm):
    """走访改期."""

    planned_on = day(gettext_lazy("改到哪天"))
    reason = reason()


class Cancel(StepForm):
    """取消走访."""

    lead = gettext_lazy("取消以后，该走访的次数不减少。")
    reason = reason()


class PassOn(StepForm):
    """改由他人走访和跟进."""

    lead = gettext_lazy("清单里没有答复的事项一起交给他。")
    visitor = pick(gettext_lazy("由谁"))
    reason = reason()

    def prepare(self) -> None:
        """Officers of this union and those below."""
        self.offer("visitor", officer_choices(self, self.desk.case.unit.path))

    def data_for_step(self) -> dict[str, Any]:
        """The person."""
        given = super().data_for_step()
        return given | {"visitor": Person.objects.get(username=given["visitor"])}


class WithReceipt(StepForm):
    """A step after which a receipt of one entry may be shown: once, and kept nowhere."""

    code = ""

    def issue(self) -> str:
        """A fresh code; its fingerprint is all that is kept."""
        self.code = receipts.issue()
        return self.code

    def shown_once(self, absolute: Callable[[str], str]) -> tuple[str, dict[str, Any]] | None:
        """The receipt, to hand over, print or photograph."""
        if not self.code:
            return None
        address = absolute(reverse("track"))
        return "visits/receipt.html", {
            "code": self.code,
            "track_url": f"{address}#{self.code}",
            "address": address,
        }


class AddFinding(WithReceipt):
    """列入清单."""

    kind = one_of(gettext_lazy("哪张清单"), FindingKind.choices)
    text = note(gettext_lazy("内容"), required=True, most=LONGEST_FINDING)
    asker = pick(gettext_lazy("谁提出的"), required=False)
    due_on = day(gettext_lazy("哪天前答复"), gettext_lazy("不写就按规定的期限。"), required=False)
    with_receipt = forms.BooleanField(
        label=gettext_lazy("给提出的人一张回执"), required=False,
        help_text=gettext_lazy("下一页显示回执码和二维码，只显示一次。凭它不用账号就能看到这一项的答复，并打星评价。"),
    )  # fmt: skip

    def data_for_step(self) -> dict[str, Any]:
        """With a receipt's code, if one was asked for."""
        given = super().data_for_step()
        return given | {"receipt_code": self.issue()} if given.pop("with_receipt") else given

    def prepare(self) -> None:
        """Those who were met."""
        rows = list(Party.objects.filter(case=self.desk.case))
        names = personal.read_many(row.personal_key for row in rows)
        self.offer(
            "asker", [(row.code, str(names.get(row.personal_key, {}).get("name", ""))) for row in rows]
        )


class GiveReceipt(WithReceipt):
    """出具清单回执."""

    lead = gettext_lazy(
        "回执当面交给提出这一项的职工：凭回执码不用账号就能看到答复，答复以后可以打星评价。只显示一次；以前出具过的，旧的作废。"
    )
    finding = pick(gettext_lazy("哪一项"))

    def prepare(self) -> None:
        """Entries that were not rated yet, also those answered."""
        rows = [one for one in listed(self.desk.case) if one[0].rating is None]
        self.offer("finding", [(row.code, words) for row, words in rows])
        only = rows[0][0].code if len(rows) == 1 else None
        self.fields["finding"].initial = (self.desk.suggested or {}).get("finding") or only

    def data_for_step(self) -> dict[str, Any]:
        """The entry, and a fresh code."""
        return {"finding": self.cleaned_data["finding"], "receipt_code": self.issue()}


class AssignFinding(OfEntry):
    """交办清单事项."""

    lead = gettext_lazy("他所在的工会从现在起能看到这次走访。不能交给代表用人单位管理的人。")
    owner = pick(gettext_lazy("交给谁"))
    due_on = day(gettext_lazy("哪天前答复"), gettext_lazy("不写就不变。"), required=False)

    def prepare(self) -> None:
        """Officers of the county."""
        super().prepare()
        self.offer("owner", officer_choices(self, self.desk.case.county.path, HANDLING_ROLES))

    def data_for_step(self) -> dict[str, Any]:
        """The person."""
        given = super().data_for_step()
        return given | {"owner": Person.objects.get(username=given["owner"])}


class AnswerFinding(OfEntry):
    """答复清单事项."""

    lead = gettext_lazy("写清楚办了什么，提出的职工凭回执看得到。最后一项答复后，这次走访自动办结。")
    outcome = one_of(gettext_lazy("结果"), [(one.value, one.label) for one in ANSWERS])
    answer = note(gettext_lazy("怎样答复和办理的"), required=True, most=LONGEST_FINDING)

    def prepare(self) -> None:
        """Solved, unless said."""
        super().prepare()
        self.fields["outcome"].initial = FindingOutcome.SOLVED


class MakeCase(OfEntry):
    """转为案件."""

    lead = gettext_lazy(
        "清单里写的、提出人和单位都带过去，两边互相链接。用人单位不会知道是谁反映的，也不会知道有这次走访。"
    )
    kind = one_of(gettext_lazy("转为"))
    category = pick(gettext_lazy("类别"))
    disclosure = one_of(gettext_lazy("问过职工：谁可以知道是他反映的"), Disclosure.choices)
    employer_name = line(
        gettext_lazy("用人单位"), 120, required=False, help_text=gettext_lazy("不写就是走访的这家单位。")
    )
    people = People(label=gettext_lazy("涉及多少人"), required=False, initial="1")
    amount = money(gettext_lazy("涉及金额(元)"))
    since = day(gettext_lazy("从哪天开始的"), required=False)
    avoids_own_union = forms.BooleanField(
        label=gettext_lazy("职工要求：不要由本企业的工会来办"), required=False
    )
    retaliation = forms.BooleanField(label=gettext_lazy("有打击报复"), required=False)

    def prepare(self) -> None:
        """Dispute or wages; codes in use."""
        super().prepare()
        kinds = (CaseKind.DISPUTE, CaseKind.WAGES)
        self.offer("kind", [(kind.value, str(kind.label)) for kind in kinds])
        self.fields["kind"].initial = CaseKind.DISPUTE
        self.offer("category", codes(CodeList.CATEGORY))

    def data_for_step(self) -> dict[str, Any]:
        """The employer as it is registered, if it is."""
        given = super().data_for_step()
        name = given["employer_name"].strip()
        employer = employer_called(name, self.desk.case.county) if name else None
        return given | {"employer_name": name, "employer": employer, "people": given["people"] or 1}


class AddPhoto(StepForm):
    """补充照片和材料."""

    multipart = True
    file = forms.FileField(label=gettext_lazy("文件"), max_length=200)

    def clean_file(self) -> StoredFile:
        """Checked and kept."""
        return _file(self, "file")


class FollowUp(StepForm):
    """清单已分办."""

    lead = gettext_lazy("每一项都看过、都有人办理，各按各的期限跟进。")


class Finish(StepForm):
    """走访办结."""

    lead = gettext_lazy("没有需要跟进的事项，这次走访就办完了。")


class IssueRectification(StepForm):
    """发出限期整改通知书."""

    lead = gettext_lazy(
        "由应急（安监）机构和工会联合发出。填好打印，盖好两家的章，把通知书拍照或扫描后传上来。"
    )
    multipart = True
    template = "visits/do_rectify.html"
    co_issuer = pick(gettext_lazy("联合发出的机构"))
    hazard = note(
        gettext_lazy("安全隐患和整改要求"), required=True, most=LONGEST_FINDING,
        help_text=gettext_lazy("写看到的隐患和要求；这份通知书给用人单位，不写是谁说的、什么时候说的。"),
    )  # fmt: skip
    due_on = day(gettext_lazy("哪天前整改"))
    paper = forms.FileField(label=gettext_lazy("盖章的通知书"), max_length=200)

    def prepare(self) -> None:
        """Safety bodies beside this union and those above it."""
        rows = PartnerBody.objects.filter(
            beside__path__in=choices.ladder(self.desk.case), kind="safety_office", is_active=True
        )
        self.offer("co_issuer", [(str(row.pk), row.name) for row in rows])

    def clean_paper(self) -> StoredFile:
        """Checked and kept."""
        return _file(self, "paper")

    def data_for_step(self) -> dict[str, Any]:
        """The body."""
        given = super().data_for_step()
        return given | {"co_issuer": PartnerBody.objects.get(pk=given["co_issuer"])}


class Recheck(StepForm):
    """限期整改复查."""

    paper = pick(gettext_lazy("哪一份"))
    result = one_of(
        gettext_lazy("复查看到"),
        (
            ("met", gettext_lazy("已经整改到位")),
            ("again", gettext_lazy("没有到位，另定期限")),
            ("inspection", gettext_lazy("没有到位，移交监察")),
        ),
    )
    again_by = day(gettext_lazy("另定到哪天"), required=False)
    note = note(gettext_lazy("看到的情况"), required=True)

    def prepare(self) -> None:
        """Papers within their term."""
        rows = list(Rectification.objects.filter(case=self.desk.case, state="waiting"))
        self.offer("paper", [(row.code, _("第 %(n)d 份") % {"n": row.number}) for row in rows])
        only = rows[0].code if len(rows) == 1 else None
        self.fields["paper"].initial = (self.desk.suggested or {}).get("paper") or only

    def data_for_step(self) -> dict[str, Any]:
        """Mended, another day, or inspection."""
        given = self.cleaned_data
        again = given["result"] == "again"
        return {
            "paper": given["paper"], "note": given["note"], "met": given["result"] == "met",
            "to_inspection": given["result"] == "inspection", "again_by": given["again_by"] if again else None,
        }  # fmt: skip
