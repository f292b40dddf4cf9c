"""The roles a person may hold at a unit, a partner body or an employer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """职务与岗位. Where each may be held is in ``HELD_AT``."""

    INFO_OFFICER = "info_officer", _("信息员")
    MEDIATOR = "mediator", _("调解员")
    CHAIR = "chair", _("主席")
    VICE_CHAIR = "vice_chair", _("副主席")
    SUPERVISOR = "supervisor", _("督查员")
    LABOUR_INSPECTOR = "labour_inspector", _("劳动法律监督员")
    BARGAINING_ADVISER = "bargaining_adviser", _("集体协商指导员")
    LIAISON = "liaison", _("外来员工联络员")
    # They handle nothing and keep in touch: each has contact points (苍总工〔2015〕44号).
    COUNTY_LEADER = "county_leader", _("县（市、区）领导")
    STANDING_MEMBER = "standing_member", _("工会常委")
    COMMITTEE_MEMBER = "committee_member", _("工会委员")
    DELEGATE = "delegate", _("工会代表")
    WINDOW = "window", _("窗口/代办员")
    PARTNER_OFFICER = "partner_officer", _("协作单位人员")
    EMPLOYER_REP = "employer_rep", _("用人单位代表")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")
    # These are never posts: who holds a receipt or a one-time link, and the software itself.
    RECEIPT = "receipt", _("凭回执的职工")
    INVITED = "invited", _("凭链接的参与人")
    SYSTEM = "system", _("系统")


#: Roles that make their holder a handler of a unit's and its subtree's cases.
HANDLING_ROLES = frozenset({Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR, Role.SUPERVISOR, Role.WINDOW})
#: Who keeps in touch with workers and units and handles no cases.
CONTACT_ROLES = frozenset({Role.COUNTY_LEADER, Role.STANDING_MEMBER, Role.COMMITTEE_MEMBER, Role.DELEGATE})
#: Who decides approvals at a unit, in this order.
DECIDING_ROLES = (Role.CHAIR, Role.VICE_CHAIR)
#: Whom an approval may be sent to: who handles cases, and officers of a body beside a union.
SIGNING_ROLES = HANDLING_ROLES | {Role.PARTNER_OFFICER}
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
#: Roles nobody can be given by an office page.
NOT_POSTS = frozenset({Role.RECEIPT, Role.INVITED, Role.SYSTEM})
#: Roles whose holder needs a certificate with an expiry date (持证).
CERTIFIED_ROLES = frozenset({Role.LABOUR_INSPECTOR, Role.BARGAINING_ADVISER})
