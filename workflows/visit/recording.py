"""What was seen and heard: whom one met, the checklist, photos, the place, and the list that follows from it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import Evidence, EvidenceKind, Party
from organizations.checklists import check_answers, in_use
from organizations.errors import WrongValue
from protection import personal
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.limits import LONGEST_NAME, MOST_PEOPLE

from . import who
from .listing import Listing
from .states import LISTING, S, state

LONGEST_TEXT = 5_000
MOST_MINUTES = 24 * 60
MOST_MET, MOST_PHOTOS, MOST_FINDINGS = 50, 20, 30
LONGEST_CLIENT_CODE = 40


class Recording(Listing):
    """The record of a visit."""

    @step(state, S.PLANNED, target=S.RECORDED, may=who.any_of(who.visitor, who.chair), weight=5,
        label=pgettext_lazy("step", "记录走访"),
    )  # fmt: skip
    def record(
        self,
        *,
        met: Sequence[Mapping[str, str]] = (),
        people: int = 0,
        minutes: int | None = None,
        no_union: bool | None = None,
        checklist: str = "",
        answers: Mapping[str, Any] | None = None,
        said: str = "",
        findings: Sequence[Mapping[str, Any]] = (),
        photos: Sequence[StoredFile] = (),
        spot: Sequence[float] | None = None,
        client_code: str = "",
    ) -> None:
        """记录走访, made at the step's ``at``.

        ``met`` are ``{"name", "phone"?, "what"?}``; ``people`` how many were spoken to, at least those named. ``answers``
        are given by item of ``checklist``. ``findings`` are what ``add_finding`` takes, ``asker`` being a place in
        ``met``, from 0. ``spot`` is (latitude, longitude) in degrees, if the phone allowed it.
        """
        self.draft.clocks.at = self.arrived()
        self.take_record(
            met=met, people=people, minutes=minutes, no_union=no_union, checklist=checklist, answers=answers or {},
            said=said, findings=findings, photos=photos, spot=spot, client_code=client_code,
        )  # fmt: skip

    def take_record(self, **given: Any) -> None:
        """Write down what was seen; also of a visit that was not planned."""
        case, detail = self.case, self.detail
        self.check_day(self.today)
        check_record(given)
        detail.visited_on, detail.minutes = self.today, given["minutes"]
        if given["no_union"] is not None:
            detail.no_union = bool(given["no_union"])
        if given["client_code"]:
            # Whoever sent it is who may send it again.
            detail.client_code, detail.sent_by = given["client_code"], self.actor.person
        parties = [self._met(one) for one in self._named(given["met"])]
        case.people = max(given["people"], len(parties), 1)
        case.person_times = case.people
        self._take_answers(given["checklist"], given["answers"], given["said"])
        if given["spot"] is not None:
            latitude, longitude = (round(float(one), 6) for one in given["spot"])
            detail.spot_key = self.draft.keep({"latitude": latitude, "longitude": longitude})
        for photo in given["photos"]:
            self._file(photo, EvidenceKind.PHOTO)
        self.say(
            EventName.VISIT_RECORDED, {"said": given["said"]}, visited_on=detail.visited_on, place=detail.place_kind,
            people=case.people, named=len(parties), minutes=detail.minutes, no_union=detail.no_union,
            relation=detail.relation.code if detail.relation else None, findings=len(given["findings"]),
            photos=len(given["photos"]),
        )  # fmt: skip
        for one in given["findings"]:
            self._list_found(one, parties)

    def _list_found(self, one: Mapping[str, Any], parties: Sequence[Party]) -> None:
        """An entry as it came with the record: its asker is one of those met."""
        facts = dict(one)
        place = facts.pop("asker", None)
        if place is not None and not (isinstance(place, int) and 0 <= place < len(parties)):
            raise BadInput(_("清单事项的提出人应是这次走访见到的人。"), "findings")
        known = {"kind", "text", "due_on", "receipt_code"}
        if not set(facts) <= known or not {"kind", "text"} <= set(facts):
            raise BadInput(_("清单事项要写明种类和内容。"), "findings")
        self.list_finding(asker=None if place is None else parties[place], **facts)

    def check_day(self, day: Any) -> None:
        """Refuse a visit dated before its relation, or after it: of a plan what was planned stays, and counts for no relation."""
        relation = self.detail.relation
        if relation is not None and day > relation.ends_on and self.draft.is_birth:
            raise BadInput(
                _("走访日期晚于联系关系结束的日期（%(day)s），请核对日期，或作为没有联系关系的走访登记。")
                % {"day": relation.ends_on.isoformat()},
                "at",
            )
        if relation is not None and day < relation.starts_on:
            raise BadInput(
                _("走访日期早于联系关系开始的日期（%(day)s），请核对日期，或作为没有联系关系的走访登记。")
                % {"day": relation.starts_on.isoformat()},
                "at",
            )

    def _named(self, met: Sequence[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
        """Who was met; of a visit to a worker that names nobody, the worker."""
        relation = self.detail.relation
        if met or relation is None or relation.worker_key is None:
            return met
        name = personal.read(relation.worker_key).get("name", "")
        return [{"name": name}] if name else met

    def _met(self, one: Mapping[str, str]) -> Party:
        name, phone = one.get("name", "").strip(), one.get("phone", "").strip()
        party = Party(
            code=codes.fresh(), case=self.case,
            personal_key=self.draft.keep({"name": name, "phone": phone, "what": one.get("what", "").strip()}),
            phone_index=personal.blind_index("phone", phone) if phone else "",
            name_index=personal.blind_index("name", name),
        )  # fmt: skip
        self.draft.born.append(party)
        return party

    def _take_answers(self, code: str, answers: Mapping[str, Any], said: str) -> None:
        texts: dict[str, str] = {}
        if code:
            try:
                checklist = in_use(code)
                coded, texts = check_answers(checklist, answers)
            except WrongValue as wrong:
                raise BadInput(wrong.sentence, wrong.field) from wrong
            detail = self.detail
            detail.checklist, detail.checklist_version, detail.answers = code, checklist.version, coded
        elif answers:
            raise BadInput(_("没有选择清单，不能填写清单的条目。"), "checklist")
        if said.strip() or texts:
            self.detail.said_key = self.draft.keep({"said": said.strip(), "texts": texts})

    @step(
        state,
        LISTING,
        may=who.any_of(who.visitor, who.chair),
        label=gettext_lazy("补充照片和材料"),
        weight=50,
    )
    def add_photo(self, *, file: StoredFile, kind: str = EvidenceKind.PHOTO) -> None:
        """补充照片: the file was checked and stored before; its hash goes on record."""
        if kind not in (EvidenceKind.PHOTO, EvidenceKind.OTHER):
            raise BadInput(_("请从列表中选择一项。"), "kind")
        row = self._file(file, EvidenceKind(kind))
        self.say(EventName.EVIDENCE_ADDED, evidence=row.code, kind=kind, sha256=file.sha256, size=file.size)

    def _file(self, file: StoredFile, kind: EvidenceKind) -> Evidence:
        row = Evidence(
            code=codes.fresh(), case=self.case, kind=kind, name_key=self.draft.keep({"name": file.name}),
            media_type=file.media_type, size=file.size, sha256=file.sha256, added_by=self.actor.person,
            added_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(row)
        return row


def check_record(given: Mapping[str, Any]) -> None:
    """Refuse what no record of a visit may say."""
    met, minutes, spot = given["met"], given["minutes"], given["spot"]
    checks: tuple[tuple[bool, str, str], ...] = (
        (len(met) <= MOST_MET, "met", _("一次走访最多登记50位见到的人。")),
        (all(one.get("name", "").strip() for one in met), "met", _("请填写姓名。")),
        (
            all(len(text) <= LONGEST_NAME for one in met for text in one.values()),
            "met",
            _("姓名、电话或身份太长，请核对。"),
        ),
        (0 <= given["people"] <= MOST_PEOPLE, "people", _("人数应在1到100000之间。")),
        (minutes is None or 0 < minutes <= MOST_MINUTES, "minutes", _("时长应在1到1440分钟之间。")),
        (len(given["said"]) <= LONGEST_TEXT, "said", _("情况说明最多5000字，其余可以作为附件上传。")),
        (len(given["photos"]) <= MOST_PHOTOS, "photos", _("一次最多20张照片。")),
        (len(given["findings"]) <= MOST_FINDINGS, "findings", _("一次走访最多列入30项清单事项。")),
        (len(given["client_code"]) <= LONGEST_CLIENT_CODE, "client_code", _("提交的编号太长。")),
        (spot is None or _on_earth(spot), "spot", _("位置不正确，可以不填。")),
    )
    for holds, field, sentence in checks:
        if not holds:
            raise BadInput(sentence, field)


def _on_earth(spot: Sequence[float]) -> bool:
    """Whether it is a latitude and a longitude in degrees."""
    try:
        latitude, longitude = (float(one) for one in spot)
    except (TypeError, ValueError):
        return False
    return math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
