"""What happens in the demonstration county. Each story drives one case; the last pause decides where it stands today."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cases.documents import StoredFile, store
from organizations.acting import Acting
from organizations.roles import Role
from protection import receipts
from workflows.models import Approval, Verdict

from .files import sample
from .timeline import Story, Tale

WORKER = Acting(person=None, role=Role.RECEIPT)
#: Who works where: (town key, intake, mediator, chair)
TEAMS = {
    "枫桥镇": ("chuangkou", "tiaojie", "zhuxi"),
    "枫桥镇二组": ("chuangkou", "tiaojie2", "zhuxi"),
    "店口镇": ("dk_chuangkou", "dk_tiaojie", "dk_zhuxi"),
    "大唐街道": ("dt_chuangkou", "dt_tiaojie", "dt_zhuxi"),
    "牌头镇": ("pt_tiaojie", "pt_tiaojie", "pt_zhuxi"),
    "五泄镇": ("wx_tiaojie", "wx_tiaojie", "wx_zhuxi"),
    "枫源村": ("cun_tiaojie", "cun_tiaojie", "cun_zhuxi"),
    "枫晚衬衫工会": ("qiye_tiaojie", "qiye_tiaojie", "qiye_zhuxi"),
    "诸暨市": ("xian_tiaojie", "xian_tiaojie", "xianzhuxi"),
}


def report(tale: Tale, facts: dict[str, Any]) -> None:
    """A worker reports by phone, or who the facts name as ``by``."""
    facts = dict(facts)
    by = facts.pop("by", None)
    place = tale.county.units[facts.pop("town")]
    employer = tale.county.employers.get(facts.pop("employer"))
    actor = tale.county.actings[by] if by else WORKER
    tale.open(
        actor, place=place, employer=employer, employer_name=employer.name if employer else facts.pop("employer_name"),
        receipt_code=receipts.issue() if not by else "", **facts,
    )  # fmt: skip


def team(facts: dict[str, Any]) -> tuple[str, str, str]:
    """Intake, mediator and chair of the place."""
    return TEAMS[facts["team"] if "team" in facts else facts["town"]]


def proof() -> StoredFile:
    """A voucher, made up."""
    return store(sample("履行凭证.pdf"))


def open_approval(tale: Tale) -> dict[str, Any]:
    """The fields that answer the open approval of this case."""
    row = Approval.objects.get(case=tale.case, verdict=Verdict.OPEN)
    return {"approval": row.code, "round": row.round}


def accepted(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """From the report to a mediator at work."""
    facts = dict(facts)
    intake, mediator, chair = team(facts)
    facts.pop("team", None)
    report(tale, facts)
    yield 0.1
    tale.do(intake, "contact", note="已电话联系职工，了解了基本情况。")
    yield 1
    tale.do(intake, "accept", note="属劳动争议，材料基本齐全。")
    yield 1
    tale.do(chair, "assign", mediator=tale.county.people[mediator], note="请尽快核实。")


def mediating(tale: Tale, facts: dict[str, Any], reply: str = "agrees") -> Iterator[float]:
    """On to mediation, or to the other side's no."""
    yield from accepted(tale, facts)
    _intake, mediator, _chair = team(facts)
    yield 1
    tale.do(mediator, "notify_employer", kind="verify")
    yield 1
    tale.do(mediator, "record_finding", finding="confirmed", note="查阅考勤和工资表，与职工所述一致。")
    yield 1
    tale.do(
        mediator,
        "receive_application",
        form="written",
        received_on=tale.day,
        names_applicant=True,
        body_kind="town",
    )
    yield 0.05
    tale.do(mediator, "ask_other_side", asked_on=tale.day)
    yield 1
    if reply == "declines":
        tale.do(mediator, "other_side_declines", answered_on=tale.day, note="对方书面表示不同意调解。")
        return
    tale.do(mediator, "other_side_agrees", answered_on=tale.day)
    yield 0.05
    tale.do(mediator, "start_mediation", note="双方约定到镇联调中心协商。")


def performing(
    tale: Tale, facts: dict[str, Any], shares: tuple[int, ...] = (100,), days: tuple[int, ...] = (10,)
) -> Iterator[float]:
    """On to an agreement: ``shares`` per cent of the amount due after ``days``."""
    yield from mediating(tale, facts)
    _intake, mediator, _chair = team(facts)
    yield 2
    tale.do(
        mediator, "record_session", note="第一次协商：对方认可欠付事实，对支付期限有分歧。", place="联调中心"
    )
    yield 2
    total = Decimal(facts.get("amount") or 20000)
    terms = [
        {"what": f"用人单位支付第{number}期款项", "amount": total * share / 100, "due_on": tale.in_days(day)}
        for number, (share, day) in enumerate(zip(shares, days, strict=True), 1)
    ]
    tale.do(mediator, "agree", agreement="written_agreement", signed_on=tale.day, terms=terms)


def pay_all(tale: Tale, mediator: str, first: int = 0) -> Iterator[float]:
    """Every unpaid term, on its day."""
    for term in list(tale.case.terms.filter(epoch=tale.case.epoch))[first:]:
        wait = (term.due_on - tale.day).days
        yield max(wait - 1, 1)
        tale.do(
            mediator,
            "perform_term",
            term=term.code,
            paid=term.amount,
            performed_on=tale.day,
            note="银行转账凭证",
        )


def closing(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """On to the chair's desk, everything paid."""
    _intake, mediator, _chair = team(facts)
    yield from performing(tale, facts)
    yield from pay_all(tale, mediator)
    yield 0.1
    tale.do(mediator, "add_evidence", file=proof(), kind="proof")
    yield 1
    tale.do(mediator, "ask_close", reason="协议款项已全部付清，凭证在卷。")


def closed(tale: Tale, facts: dict[str, Any], stars: int = 5) -> Iterator[float]:
    """To the end, with a return call and the worker's stars."""
    _intake, mediator, chair = team(facts)
    yield from closing(tale, facts)
    yield 1
    tale.do(chair, "approve", note="同意结案。", **open_approval(tale))
    yield 3
    if "by" not in facts and stars:
        tale.do("worker", "rate", stars=stars, note="钱拿到了，谢谢。")
        yield 4
    tale.do(mediator, "return_call", note="职工表示款项已到账，无其他诉求。")


def declined(tale: Tale, facts: dict[str, Any], ground: str = "not_labour") -> Iterator[float]:
    """不予受理, approved by the chair."""
    intake, _mediator, chair = team(facts)
    report(tale, {key: value for key, value in facts.items() if key != "team"})
    yield 0.2
    tale.do(intake, "contact", note="已向反映人了解情况。")
    yield 1
    tale.do(intake, "ask_decline", ground=ground, reason="经了解不属于工会调解的范围，已说明应找的部门。")
    yield 1
    tale.do(chair, "approve", note="同意，请书面告知。", **open_approval(tale))
    yield 6
    tale.do(intake, "return_call", note="已告知应找的部门，反映人表示理解。")


def failed_to_road(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """The other side says no; the worker goes to arbitration with legal aid."""
    _intake, mediator, chair = team(facts)
    yield from mediating(tale, facts, reply="declines")
    yield 1
    tale.do(mediator, "inform_parties", note="已书面告知双方，并告知仲裁时效和法律援助。")
    yield 2
    tale.do(mediator, "take_road", road="arbitration", note="已协助书写仲裁申请书。")
    yield 2
    tale.do(mediator, "ask_close", reason="职工已向仲裁委申请仲裁。")
    yield 1
    tale.do(chair, "approve", note="同意。", **open_approval(tale))
    yield 9
    tale.do(mediator, "return_call", note="仲裁委已受理，职工在等开庭。")


def reopened(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """Closed, but it was not solved."""
    _intake, _mediator, chair = team(facts)
    yield from closed(tale, facts, stars=0)
    yield 5
    tale.do("worker", "worker_asks_reopen", reason="加班费还有两个月没有算进去。")
    yield 1
    tale.do(chair, "approve", note="同意重开，请核对加班记录。", **open_approval(tale))


def suspended(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """Waiting for the recognition of an injury."""
    _intake, mediator, _chair = team(facts)
    yield from accepted(tale, facts)
    yield 2
    tale.do(
        mediator,
        "suspend",
        ground="injury_assessment",
        review_on=tale.in_days(60),
        reason="正在申请工伤认定，等结果后再调解。",
    )


def not_confirmed(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """Verified, and it was not so."""
    _intake, mediator, chair = team(facts)
    yield from accepted(tale, facts)
    yield 2
    tale.do(mediator, "record_finding", finding="not", note="工资已按时发放，反映人误把节假日顺延当成拖欠。")
    yield 1
    tale.do(mediator, "ask_not_confirmed", reason="核实情况在卷，职工本人已认可。")
    yield 1
    tale.do(chair, "approve", note="同意。", **open_approval(tale))
    yield 7
    tale.do(mediator, "return_call", note="工资已按时到账，职工没有其他问题。")


def emergency(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """Forty-seven workers: told at once, followed until stand-down is due."""
    intake, mediator, _chair = team(facts)
    report(tale, {key: value for key, value in facts.items() if key != "team"})
    yield 0.02
    lead = tale.county.people[mediator]
    tale.do(
        intake, "emergency_entry", note="职工聚集在厂门口，情绪平稳；已报镇党委政府和县总工会。", lead=lead
    )
    yield 0.1
    tale.do(intake, "contact", note="已到现场与职工代表见面。")
    yield 0.6
    tale.do(intake, "emergency_entry", note="企业承诺三日内提出支付方案。")


def conversation(tale: Tale, facts: dict[str, Any]) -> Iterator[float]:
    """A mediation in which worker and mediator write to each other."""
    _intake, mediator, _chair = team(facts)
    yield from mediating(tale, facts)
    yield 0.1
    tale.do("worker", "message", body="工资条我拍照上传了，老板说下周给，能相信吗？")
    yield 0.1
    tale.do(
        mediator,
        "message",
        body="收到。我们会请单位写成书面承诺。周四下午三点到镇联调中心协商，您能来吗？",
        asks_confirmation=True,
    )


def until(story: Any, facts: dict[str, Any], steps: int) -> Story:
    """The story cut off after so many pauses: the case stands where it then is, and its clocks run."""

    def told(tale: Tale) -> Iterator[float]:
        for number, pause in enumerate(story(tale, facts)):
            if number == steps:
                return
            yield pause

    return told


def whole(story: Any, facts: dict[str, Any], **more: Any) -> Story:
    """The story to its end, or to today."""
    return lambda tale: story(tale, facts, **more)
