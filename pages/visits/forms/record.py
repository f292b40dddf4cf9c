"""The record of a visit as a phone asks for it: few fields, large choices, everything but the place may be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.documents import StoredFile, store
from cases.documents.storage import FileRefused
from cases.models import FindingKind
from organizations.checklists import in_use
from organizations.models import Checklist, ChecklistUse, ItemType
from pages.casefile.forms.base import StepForm, line, note, one_of
from pages.public.fields import People, Photos, tidy
from workflows.visit.listing import LONGEST_FINDING
from workflows.visit.recording import LONGEST_TEXT, MOST_MET

#: Entries of the list that fit the phone's form besides the topics'; more are added afterwards.
ROWS = 3
#: A topic's name stands in front of what was told.
LONGEST_TOLD = LONGEST_FINDING - 20
DEFAULT_LIST = "visit_basic"
YES_NO = (("yes", gettext_lazy("是")), ("no", gettext_lazy("否")))
ENTRY_KINDS = (
    (FindingKind.PROBLEM, gettext_lazy("问题")),
    (FindingKind.NEED, gettext_lazy("需求")),
    (FindingKind.SERVICE, gettext_lazy("服务")),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the large buttons: an item of the checklist, the answers it offers, and what is wrong as an entry.

    ``answers`` are offered in their order, the second being the one that opens a text.
    """

    label: Any
    icon: str
    answers: tuple[tuple[str, Any], tuple[str, Any]]
    ask: Any
    kind: FindingKind

    @property
    def opens(self) -> str:
        """The answer that asks for a text."""
        return self.answers[1][0]


FINE, WRONG, WHAT = gettext_lazy("正常"), gettext_lazy("有问题"), gettext_lazy("什么问题（列入问题清单）")
#: What is asked on every visit, by the key of the checklist's item.
TOPICS: dict[str, Topic] = {
    "wages": Topic(
        gettext_lazy("工资"), "coins", (("yes", FINE), ("no", WRONG)), WHAT, FindingKind.PROBLEM
    ),
    "contracts": Topic(
        gettext_lazy("合同"), "file-text", (("yes", FINE), ("no", WRONG)), WHAT, FindingKind.PROBLEM
    ),
    "safety": Topic(
        gettext_lazy("安全"), "umbrella", (("no", FINE), ("yes", WRONG)), WHAT, FindingKind.PROBLEM
    ),
    "wishes": Topic(
        gettext_lazy("愿望"), "heart-handshake",
        (("none", gettext_lazy("没有")), ("some", gettext_lazy("有愿望"))),
        gettext_lazy("什么愿望（列入需求清单）"), FindingKind.NEED,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """A topic on the page: its two answers and its text, bound."""

    key: str
    icon: str
    opens: str
    choice: Any
    text: Any


class RecordFields:
    """Fields of a record, added to a form; ``record()`` is what the workflow takes."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    checklist: Checklist

    def add_fields(self, checklist: str = "") -> None:
        """The fields, with the items of ``checklist`` (or of the usual one)."""
        known = Checklist.objects.filter(code=checklist, use=ChecklistUse.VISIT, is_active=True).exists()
        self.checklist = in_use(checklist if known else DEFAULT_LIST)
        self.fields["met"] = note(
            gettext_lazy("见到谁（一行一位，可以带电话）"),
            rows=2,
            help_text=gettext_lazy("例如：王小花 13900000000。姓名另外加密保存。"),
        )
        self.fields["people"] = People(
            label=_("一共谈了几个人"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )
        self.fields["minutes"] = forms.IntegerField(
            label=_("用了多少分钟"), required=False, min_value=1, max_value=1440,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        for item in self.checklist.items:
            self._add_item(item)
        self.fields["said"] = note(gettext_lazy("还听到、看到什么"), rows=3, most=LONGEST_TEXT)
        for number in range(1, ROWS + 1):
            self.fields[f"kind_{number}"] = one_of(
                _("清单第 %(n)d 项") % {"n": number}, ENTRY_KINDS, required=False
            )
            self.fields[f"text_{number}"] = line(_("内容"), LONGEST_FINDING, required=False)
        self.fields["photos"] = Photos(label=_("照片"), required=False)
        self.fields["photos"].widget.attrs["accept"] = "image/*"

    def _add_item(self, item: dict[str, Any]) -> None:
        """One item of the checklist; a topic is asked by two buttons and a text."""
        key, topic = item["key"], topic_of(item)
        if topic is None:
            self.fields[f"item_{key}"] = field_of(item)
            return
        shown = {"label": topic.label, "help_text": name_of(item), "required": False}
        if item["type"] == ItemType.YES_NO:
            self.fields[f"item_{key}"] = one_of(choices=topic.answers, **shown)
            self.fields[f"topic_{key}"] = note(topic.ask, rows=2, most=LONGEST_TOLD)
        else:
            self.fields[f"topic_{key}"] = one_of(choices=topic.answers, **shown)
            self.fields[f"item_{key}"] = note(topic.ask, rows=2, most=LONGEST_TOLD)

    def entry_rows(self) -> list[tuple[Any, Any]]:
        """(kind, text) of each row of the list, bound."""
        form: Any = self
        return [(form[f"kind_{number}"], form[f"text_{number}"]) for number in range(1, ROWS + 1)]

    def tiles(self) -> list[Tile]:
        """The topics, bound."""
        form: Any = self
        return [
            Tile(key, topic.icon, topic.opens, form[_choice(item)], form[_text(item)])
            for item in self.checklist.items
            if (topic := topic_of(item)) is not None and (key := item["key"])
        ]

    def item_fields(self) -> list[Any]:
        """The checklist's other fields, bound."""
        form: Any = self
        return [form[f"item_{item['key']}"] for item in self.checklist.items if topic_of(item) is None]

    def record(self) -> dict[str, Any]:
        """What ``Recording.record`` takes, from a valid form."""
        given = self.cleaned_data
        return {
            "met": self.met_given(), "people": given.get("people") or 0, "minutes": given.get("minutes"),
            "checklist": self.checklist.code, "answers": self._answers(), "said": given.get("said") or "",
            "findings": self._entries(), "photos": given.get("photos") or [],
        }  # fmt: skip

    def met_given(self) -> list[dict[str, str]]:
        """Names and telephones, one a line."""
        return [_met(row) for row in str(self.cleaned_data.get("met") or "").splitlines() if row.strip()][
            : MOST_MET + 1
        ]

    def _answers(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in self.checklist.items:
            value = self.cleaned_data.get(f"item_{item['key']}")
            if value not in (None, ""):
                found[item["key"]] = value == "yes" if item["type"] == ItemType.YES_NO else value
        return found

    def _entries(self) -> list[dict[str, Any]]:
        """Entries that say something; asked for by the one person met, where there was only one."""
        alone = {"asker": 0} if len(self.met_given()) == 1 else {}
        given = self.cleaned_data
        rows = [
            (given[f"kind_{n}"] or FindingKind.PROBLEM, given.get(f"text_{n}")) for n in range(1, ROWS + 1)
        ]
        return [{"kind": kind, "text": text} | alone for kind, text in (*self._told(), *rows) if text]

    def _told(self) -> list[tuple[str, str]]:
        """(kind, text) of each topic that was answered with its second button; the topic's name stands in front."""
        given = self.cleaned_data
        return [
            (topic.kind, f"{topic.label}{_('：')}{said}")
            for item in self.checklist.items
            if (topic := topic_of(item)) is not None
            and given.get(_choice(item)) == topic.opens
            and (said := str(given.get(_text(item)) or "").strip())
        ]

    def clean_photos(self) -> list[StoredFile]:
        """Checked by content and kept."""
        try:
            return [store(file) for file in self.cleaned_data.get("photos") or []]
        except FileRefused as refused:
            raise forms.ValidationError(refused.sentence) from refused


def topic_of(item: dict[str, Any]) -> Topic | None:
    """The topic an item of a checklist is, if it is one: wages, contracts and safety are asked by yes and no."""
    topic = TOPICS.get(item["key"])
    wanted = ItemType.TEXT if item["key"] == "wishes" else ItemType.YES_NO
    return topic if item["type"] == wanted else None


def _choice(item: dict[str, Any]) -> str:
    return f"{'item' if item['type'] == ItemType.YES_NO else 'topic'}_{item['key']}"


def _text(item: dict[str, Any]) -> str:
    return f"{'topic' if item['type'] == ItemType.YES_NO else 'item'}_{item['key']}"


def name_of(item: dict[str, Any]) -> str:
    """What an item is called in the reader's language."""
    english = (get_language() or "").startswith("en")
    return str(item["name_en"] if english and item.get("name_en") else item["name"])


def field_of(item: dict[str, Any], *, required: bool = False) -> forms.Field:
    """How an item is asked."""
    label = name_of(item)
    if item["type"] == ItemType.YES_NO:
        return one_of(label, YES_NO, required=required)
    if item["type"] == ItemType.CHOICE:
        return one_of(label, [(option, option) for option in item["options"]], required=required)
    if item["type"] == ItemType.NUMBER:
        return forms.IntegerField(
            label=label, required=required, min_value=0, max_value=1_000_000, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
        )  # fmt: skip
    return note(label, rows=2, required=required)


def _met(row: str) -> dict[str, str]:
    """王小花 139 0000 0000 → name and telephone: what has digits is the telephone."""
    words: Sequence[str] = tidy(row).replace("，", " ").replace(",", " ").split()
    digits = [word for word in words if sum(letter.isdigit() for letter in word) >= 3]
    name = " ".join(word for word in words if word not in digits)
    return {"name": name or " ".join(words), "phone": "".join(digits) if name else ""}


class Record(RecordFields, StepForm):
    """记录走访, of a planned visit."""

    lead = gettext_lazy("两分钟就够：见到谁、是或否点一下、有问题列一行。其余的以后可以补。")
    may_be_earlier = True
    multipart = True
    template = "visits/do_record.html"

    def prepare(self) -> None:
        """The usual checklist, or the one asked for."""
        self.add_fields((self.desk.suggested or {}).get("checklist", ""))

    def data_for_step(self) -> dict[str, Any]:
        """The record."""
        return self.record()
