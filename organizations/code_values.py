"""Codes the workflows know by name. Their labels live in the table and may be changed there; the codes never change.

An office may add entries to any list; nothing in the code depends on those.
"""

from __future__ import annotations

from django.db import models


class Category(models.TextChoices):
    """类别."""

    EMPLOYMENT_RELATION = "employment_relation", "确认劳动关系"
    UNPAID_WAGES = "unpaid_wages", "拖欠劳动报酬"
    OVERTIME_PAY = "overtime_pay", "加班工资"
    COMPENSATION = "compensation", "经济补偿金/赔偿金"
    TERMINATION = "termination", "解除劳动合同"
    LABOUR_CONTRACT = "labour_contract", "劳动合同"
    WORKING_HOURS = "working_hours", "工作时间和休假"
    SOCIAL_INSURANCE = "social_insurance", "社会保险"
    WELFARE = "welfare", "福利"
    TRAINING = "training", "培训"
    LABOUR_PROTECTION = "labour_protection", "劳动保护"
    WORK_INJURY = "work_injury", "工伤待遇"
    WOMEN_AND_MINORS = "women_and_minors", "女职工和未成年工"
    COLLECTIVE_CONTRACT = "collective_contract", "集体合同"
    NEW_EMPLOYMENT = "new_employment", "新就业形态"
    OTHER_LABOUR = "other_labour", "其他劳动争议"
    NEIGHBOURS = "neighbours", "邻里纠纷"
    FAMILY = "family", "婚姻家庭"
    OTHER = "other", "其他"


#: What is no labour dispute and is counted apart.
NOT_LABOUR = frozenset({Category.NEIGHBOURS, Category.FAMILY, Category.OTHER})


class Source(models.TextChoices):
    """来源."""

    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    HOTLINE_12351 = "hotline_12351", "12351热线"
    LOCAL_HOTLINE = "local_hotline", "地方热线"
    ONLINE = "online", "网络"
    INFO_OFFICER = "info_officer", "信息员上报"
    FOUND_ON_VISIT = "found_on_visit", "走访发现"
    ASSIGNED_FROM_ABOVE = "assigned_from_above", "上级交办"
    TRANSFERRED = "transferred", "部门移送"
    COURT_APPOINTED = "court_appointed", "法院委派"
    WAGE_PLATFORM = "wage_platform", "根治欠薪平台"


class Result(models.TextChoices):
    """结果."""

    WRITTEN_AGREEMENT = "written_agreement", "达成书面协议"
    ORAL_AGREEMENT = "oral_agreement", "达成口头协议"
    PERFORMED_AT_ONCE = "performed_at_once", "即时履行"
    WITHDRAWN = "withdrawn", "撤回"
    OTHER_SIDE_REFUSED = "other_side_refused", "一方不同意调解"
    UNREACHABLE = "unreachable", "无法联系"
    NO_AGREEMENT_IN_TIME = "no_agreement_in_time", "期满未达成"
    NOT_CONFIRMED = "not_confirmed", "不属实"
    DECLINED = "declined", "不予受理"
    REFERRED = "referred", "移送"
    TO_ARBITRATION = "to_arbitration", "转仲裁"
    TO_INSPECTION = "to_inspection", "转劳动监察"
    TO_COURT = "to_court", "转法院"
    TO_POLICE = "to_police", "转公安"
    MERGED = "merged", "并案"


class DeclineGround(models.TextChoices):
    """不予受理理由."""

    NOT_LABOUR = "not_labour", "不属于劳动争议"
    NO_JURISDICTION = "no_jurisdiction", "不属于本工会管辖"
    IN_ARBITRATION = "in_arbitration", "仲裁委或法院已经受理"
    ALREADY_SETTLED = "already_settled", "已有生效的协议、裁决或判决"
    REPEATED = "repeated", "同一事项重复反映且无新情况"
    TOO_FEW_FACTS = "too_few_facts", "经询问仍缺少基本事实"
    NO_LEAD = "no_lead", "匿名反映且无可核实的线索"
    NO_EMPLOYER = "no_employer", "没有明确的用人单位"


class SuspendGround(models.TextChoices):
    """中止理由."""

    INJURY_ASSESSMENT = "injury_assessment", "等待工伤认定或劳动能力鉴定"
    OTHER_CASE = "other_case", "等待另案的结果"
    PARTY_UNABLE = "party_unable", "当事人因病等原因无法参加"
    CRIME_SUSPECTED = "crime_suspected", "涉嫌犯罪已移送，等待处理"
    FORCE_MAJEURE = "force_majeure", "不可抗力"
    BOTH_ASKED = "both_asked", "双方申请"
    EMPLOYER_UNCERTAIN = "employer_uncertain", "用人单位合并、分立或破产，权利义务承受人未定"


class FailGround(models.TextChoices):
    """调解不成原因."""

    OTHER_SIDE_REFUSED = "other_side_refused", "一方不同意调解"
    UNREACHABLE = "unreachable", "无法联系"
    NO_AGREEMENT_IN_TIME = "no_agreement_in_time", "期满未达成协议"
    CONSENT_WITHDRAWN = "consent_withdrawn", "当事人中途退出调解"
    RENEGED = "reneged", "签收前反悔"


class Road(models.TextChoices):
    """后续途径."""

    ARBITRATION_REVIEW = "arbitration_review", "仲裁审查"
    COURT_CONFIRMATION = "court_confirmation", "司法确认"
    PAYMENT_ORDER = "payment_order", "支付令"
    ENFORCEMENT = "enforcement", "申请执行"
    LEGAL_AID = "legal_aid", "法律援助"
    ARBITRATION = "arbitration", "劳动仲裁"
    INSPECTION = "inspection", "劳动监察"
    LAWSUIT = "lawsuit", "诉讼"
    POLICE = "police", "公安"
