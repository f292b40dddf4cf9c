"""Workers on a case: who joins, who represents, who agrees, who comes forward, who may know."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import Consent, Disclosure, Evidence, EvidenceKind, Party
from organizations import queries
from protection import personal
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import guards as g
from . import who
from .base import ReportedBase, known_category, money, plain_choice
from .ladder import Ladder
from .limits import GROUP_SIZE, LONGEST_NAME, MOST_PEOPLE, REPRESENTATIVES

WORKERS_HAND = who.any_of(who.handler, who.intake)


class People(Ladder, ReportedBase):
    """当事人 on the worker's side."""

    @property
    def has_parties(self) -> bool:
        """Whether any worker is listed: a page that asks what may be done does not read thousands for it."""
        if "parties" in self._facts:
            return bool(self.parties)
        return bool(self.fact("has_parties", Party.objects.filter(case=self.case).exists))

    @common("open", may=WORKERS_HAND, label=pgettext_lazy("step", "增加当事人"), weight=72)
    def add_party(self, *, name: str, phone: str = "") -> None:
        """增加职工. Ten or more with a common claim are a group; that starts the emergency track."""
        if not name.strip():
            raise BadInput(_("请填写姓名。"), "name")
        index = personal.blind_index("name", name.strip())
        phone_index = personal.blind_index("phone", phone) if phone else ""
        if any(party.name_index == index and party.phone_index == phone_index for party in self.parties):
            raise BadInput(_("这位职工已经在当事人名单里。"), "name")
        party = Party(
            code=codes.fresh(), case=self.case, personal_key=self.draft.keep({"name": name.strip(), "phone": phone}),
            phone_index=phone_index, name_index=index,
        )  # fmt: skip
        self.draft.born.append(party)
        self.case.people = max(self.case.people, len(self.parties) + 1)
        self.case.person_times = max(self.case.person_times, self.case.people)
        self.say(EventName.PARTY_ADDED, party=party.code, people=self.case.people)
        self._count_group()

    def _count_group(self) -> None:
        if self.case.people >= GROUP_SIZE and not self.case.is_group:
            self.case.is_group = True
            if not self.case.is_emergency:
                self.begin_emergency()

    @common("open", may=WORKERS_HAND, label=gettext_lazy("登记推举代表"), weight=35, when=[g.is_group])
    def name_representatives(
        self, *, representatives: Sequence[str], stands_for: Sequence[str] | Mapping[str, Sequence[str]]
    ) -> None:
        """推举三至五名代表, by a signed 推举书 on file that lists whom they stand for.

        All are party codes. ``stands_for`` says of each representative whom; a plain list is all the first one's.
        """
        if len(set(representatives)) not in REPRESENTATIVES:
            raise BadInput(_("代表应为三至五名。"), "representatives")
        if not Evidence.objects.filter(case=self.case, kind=EvidenceKind.MANDATE).exists():
            raise BadInput(_("请先上传全体签名的推举书。"), "representatives")
        chosen = {party.code: party for party in self.parties if party.code in set(representatives)}
        if len(chosen) != len(set(representatives)):
            raise BadInput(_("有代表不在当事人名单里。"), "representatives")
        behind = _behind(stands_for, chosen)
        for party in self.parties:
            was = (party.is_representative, party.represented_by_id)
            party.is_representative = party.code in chosen
            party.represented_by = None if party.is_representative else behind.get(party.code)
            if was != (party.is_representative, party.represented_by_id):
                self.draft.changed.append(party)
        self.say(
            EventName.REPRESENTATIVES_NAMED, representatives=sorted(chosen), stands_for=len(behind),
            each={by.code: sum(one is by for one in behind.values()) for by in chosen.values()},
        )  # fmt: skip

    @common("open", may=WORKERS_HAND, label=gettext_lazy("登记本人意见"), weight=36,
        when=[g.somebody_is_listed],
    )  # fmt: skip
    def record_consent(
        self, *, party: str, consent: str, consented_on: datetime.date, note: str = ""
    ) -> None:
        """本人同意、书面特别授权 or 不同意, of one worker. Who does not agree is not bound and is counted apart."""
        self.day_not_after_today(consented_on, "consented_on")
        row = self._party(party)
        row.consent, row.consented_on = plain_choice(consent, Consent, "consent"), consented_on
        self.draft.changed.append(row)
        self.say(EventName.CONSENT_RECORDED, {"note": note}, party=row.code, consent=consent)

    def _party(self, code: str) -> Party:
        for row in self.parties:
            if row.code == code:
                return row
        raise BadInput(_("请从当事人名单中选择。"), "party")

    @common("leads", may=who.any_of(who.receipt, who.handler, who.intake), label=gettext_lazy("登记职工身份"), weight=33,
        when=[g.is_lead],
    )  # fmt: skip
    def come_forward(self, *, name: str, phone: str, disclosure: str = Disclosure.CONFIDENTIAL) -> None:
        """表明身份: a lead becomes a case with a worker."""
        if not name.strip() or not phone.strip():
            raise BadInput(_("请填写姓名和电话。"), "name")
        if disclosure == Disclosure.ANONYMOUS:
            raise BadInput(_("表明身份后，请选择公开或保密。"), "disclosure")
        self.detail.is_lead = False
        self._choose(disclosure)
        self.draft.born.append(
            Party(
                code=codes.fresh(), case=self.case, personal_key=self.draft.keep({"name": name.strip(), "phone": phone}),
                phone_index=personal.blind_index("phone", phone), name_index=personal.blind_index("name", name.strip()),
            )
        )  # fmt: skip
        self.say(EventName.CAME_FORWARD, disclosure=disclosure)

    @common(
        "open",
        may=who.any_of(who.receipt, who.handler),
        label=pgettext_lazy("step", "变更保密选择"),
        weight=86,
    )
    def change_disclosure(self, *, disclosure: str, note: str = "") -> None:
        """变更保密选择: what the employer has already been told cannot be untold, and the page says so."""
        if disclosure == Disclosure.ANONYMOUS and not self.detail.is_lead:
            raise BadInput(_("已经留下姓名的，可以选择保密。"), "disclosure")
        self._choose(disclosure)
        self.say(EventName.DISCLOSURE_CHANGED, {"note": note}, disclosure=disclosure)

    def _choose(self, disclosure: str) -> None:
        self.detail.disclosure = plain_choice(disclosure, Disclosure, "disclosure")
        self.detail.names_applicant = disclosure == Disclosure.OPEN

    @common(
        "correctable",
        may=WORKERS_HAND,
        label=pgettext_lazy("step", "更正事实"),
        weight=74,
    )
    def correct(
        self, *, reason: str, category: str = "", amount: str = "", employer_name: str = "", people: int = 0
    ) -> None:
        """更正: what was typed wrong; the record keeps both. Counted among 工作流程零差错.

        An employer's registered name also says whom papers go to; a name nobody registered leaves nobody.
        """
        if not reason.strip():
            raise BadInput(_("请写明更正的理由。"), "reason")
        case = self.case
        changes: dict[str, list[Any]] = {}
        given = {
            "category": _category(category),
            "amount_involved": _amount(amount),
            "employer_name": _employer_name(employer_name),
            "people": _people(people),
        }
        for name, value in given.items():
            if value and getattr(case, name) != value:
                changes[name] = [getattr(case, name), value]
                setattr(case, name, value)
        if given["employer_name"]:
            self._address(changes)
        if not changes:
            raise BadInput(_("没有需要更正的内容。"), "reason")
        case.person_times = max(case.person_times, case.people)
        self.say(EventName.FACTS_CORRECTED, {"reason": reason}, changes=changes)
        self._count_group()
        if self.draft.clocks.get("arb_limitation") is None:
            self.start_limitation()

    def _address(self, changes: dict[str, list[Any]]) -> None:
        """The registered employer of that name, or none."""
        case, found = self.case, queries.employer_called(self.case.employer_name, self.case.county)
        if found is not None and case.employer_name != found.name:
            # Found by its number: the name is what papers are addressed to.
            changes["employer_name"] = [changes.get("employer_name", [case.employer_name])[0], found.name]
            case.employer_name = found.name
        if (found.pk if found else None) != case.employer_id:
            before = case.employer.code if case.employer else ""
            changes["employer"] = [before, found.code if found else ""]
            case.employer = found

    @common(
        "closed",
        may=who.receipt,
        label=pgettext_lazy("step", "评价"),
        weight=20,
        when=[g.not_rated_yet],
    )
    def rate(self, *, stars: int, note: str = "") -> None:
        """评价, one to five."""
        if stars not in range(1, 6):
            raise BadInput(_("请选择一到五颗星。"), "stars")
        self.detail.rating, self.detail.rated_at = stars, self.draft.at
        self.say(EventName.RATED, {"note": note}, stars=stars)


def _behind(
    stands_for: Sequence[str] | Mapping[str, Sequence[str]], chosen: Mapping[str, Party]
) -> dict[str, Party]:
    """Who stands for whom: a worker's code → the representative. Nobody is represented by two."""
    told = stands_for if isinstance(stands_for, Mapping) else {next(iter(chosen)): stands_for}
    if not set(told) <= set(chosen):
        raise BadInput(_("只有推举的代表可以代表别人。"), "stands_for")
    behind: dict[str, Party] = {}
    for by, those in told.items():
        for code in those:
            if behind.setdefault(code, chosen[by]) is not chosen[by]:
                raise BadInput(_("同一位职工只能由一名代表代表。"), "stands_for")
    return behind


def _category(code: str) -> str:
    if code and not known_category(code):
        raise BadInput(_("请从列表中选择一项。"), "category")
    return code


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    value = money(text, "amount")
    if value < 0:
        raise BadInput(_("金额不能是负数。"), "amount")
    return value


def _employer_name(text: str) -> str:
    if len(text.strip()) > LONGEST_NAME:
        raise BadInput(_("单位名称太长，请控制在120字以内。"), "employer_name")
    return text.strip()


def _people(number: int) -> int:
    if not 0 <= number <= MOST_PEOPLE:
        raise BadInput(_("人数应在1到100000之间。"), "people")
    return number
