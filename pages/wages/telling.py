"""What a worker with a receipt is told of a wage case: never who else is owed, nor what they are owed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import CodeList
from organizations.roles import Role
from pages.labels import label
from record.models import Event
from record.names import EventName
from workflows.wage_arrears.states import S

NOW: dict[str, Any] = {
    S.WARNED: gettext_lazy("工会收到欠薪的情况，已经发出预警，正在安排人核实。"),
    S.VERIFYING: gettext_lazy("调解员正在核实欠了谁、哪几个月、多少钱。您可以在下面填写自己的。"),
    S.CONFIRMED: gettext_lazy("欠薪已经核实，工会接下来督促单位付清。"),
    S.DEMANDED: gettext_lazy("工会已经书面督促单位付清，单位不改的，会请人社部门依法处理。"),
    S.PLANNED: gettext_lazy("已经约定分期付清，日期在下面。到期没有收到，请马上在这里告诉我们。"),
    S.REPAYING: gettext_lazy("单位正在分期付款，您收到多少写在下面；对不上的，请在这里告诉我们。"),
    S.CLEARED: gettext_lazy("登记的欠薪已经付清。您还没有收到的，请马上在这里告诉我们。"),
    S.HANDED_OVER: gettext_lazy("这件事已经转到能强制付款的途径，工会接着跟。"),
    S.CLOSING: gettext_lazy("事情已经办完，正等工会主席确认。"),
    S.SUSPENDED: gettext_lazy("因为上面写的原因暂时停下，原因消除后接着办。"),
    S.CLOSED: gettext_lazy("这件事已经办结。"),
}


def _claimed(event: Event) -> str:
    """Only what this worker said."""
    return _("您填报了被拖欠的工资") if event.actor_role == Role.RECEIPT else ""


def _road(event: Event) -> str:
    words = label(CodeList.ROAD, str(event.data.get("road") or ""))
    return _("接下来走这条路：%(road)s") % {"road": words}


TOLD: dict[EventName, Any] = {
    EventName.WAGES_WARNED: gettext_lazy("您反映的情况已经收到，按欠薪预警办理"),
    EventName.ARREARS_CONFIRMED: gettext_lazy("工会核实了欠薪"),
    EventName.CLAIM_ADDED: _claimed,
    EventName.ADVICE_SENT: gettext_lazy("工会请人社部门依法处理"),
    EventName.ADVICE_ANSWERED: gettext_lazy("人社部门作了反馈"),
    EventName.ORDERED_TO_PAY: gettext_lazy("人社部门责令单位限期支付"),
    EventName.PLAN_AGREED: gettext_lazy("单位答应分期付清"),
    EventName.AGREEMENT_ADOPTED: gettext_lazy("协商达成的付款安排开始执行"),
    EventName.PAYMENT_RECORDED: gettext_lazy("单位付了一笔款，分到您名下的在下面"),
    EventName.PAYMENT_REVERSED: gettext_lazy("有一笔登记的付款被冲销"),
    EventName.INSTALMENT_MISSED: gettext_lazy("有一期到期没有付，工会正在跟进"),
    EventName.ARREARS_CLEARED: gettext_lazy("登记的欠薪付清了"),
    EventName.OWED_AGAIN: gettext_lazy("核对后还有欠薪，接着办"),
    EventName.HANDED_OVER: _road,
}
