"""What a worker with a receipt is told of a dispute: where it is now, in one sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from workflows.dispute.states import S

NOW: dict[str, Any] = {
    S.REPORTED: gettext_lazy("工会已经收到，会先和您联系，再决定是否受理。"),
    S.ACCEPTED: gettext_lazy("工会已经受理，主席正在安排调解员。"),
    S.VERIFYING: gettext_lazy("调解员正在了解情况、核实事实。"),
    S.MEDIATING: gettext_lazy("调解员正在和双方谈。谈拢了会写成协议，您不同意就不作数。"),
    S.PERFORMING: gettext_lazy("已经有协议，正在等单位照办。到期没有照办，请马上在这里告诉我们。"),
    S.FAILED: gettext_lazy(
        "调解没有谈成。您还可以申请劳动仲裁、请求法律援助或者找劳动监察，工会帮您理清下一步。"
    ),
    S.CLOSING: gettext_lazy("事情已经办完，正等工会主席确认。"),
    S.SUSPENDED: gettext_lazy("因为上面写的原因暂时停下，原因消除后接着办。"),
    S.CLOSED: gettext_lazy("这件事已经办结。"),
}
