"""Every way the organisation changes: one function a verb, each checking, changing and recording in one transaction.

All take ``acting`` by keyword (nobody acting means refusal) and ``at``, the instant it happened (default: now).
They raise ``organizations.errors.Refusal``, whose sentence can be shown.
"""

from .checklists import add_duty, change_duty, set_checklist
from .codes import add_code, change_code
from .contact_table import ContactImport, ContactRow, import_contacts, preview_contacts
from .contacts import Point, change_relation, end_relation, give_relation, open_cycle
from .employers import add_employer, change_employer
from .importing import ImportResult, UnitRow, import_units
from .moving import move_unit, on_move
from .partners import add_partner, change_partner
from .people import add_person, change_person, deactivate_person, reset_password
from .posts import barred_as_deputy, end_deputy, end_post, give_post, name_deputy
from .units import add_unit, change_unit

__all__ = [
    "ContactImport",
    "ContactRow",
    "ImportResult",
    "Point",
    "UnitRow",
    "add_code",
    "add_duty",
    "add_employer",
    "add_partner",
    "add_person",
    "add_unit",
    "barred_as_deputy",
    "change_code",
    "change_duty",
    "change_employer",
    "change_partner",
    "change_person",
    "change_unit",
    "deactivate_person",
    "end_deputy",
    "end_post",
    "change_relation",
    "end_relation",
    "give_post",
    "give_relation",
    "import_contacts",
    "import_units",
    "move_unit",
    "name_deputy",
    "on_move",
    "open_cycle",
    "preview_contacts",
    "reset_password",
    "set_checklist",
]
