"""Reporting and following a case as a browser does: for the tests of the public pages."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases.models import Case
from organizations.roles import Role
from protection import receipts
from tests.builders import World

WHAT = {"problem": "unpaid_wages", "story": "三个月没发工资𠮷😡"}
CONTACT = {"disclosure": "confidential", "phone": "139 0000 1111", "name": "王小𠮷"}


def staffed() -> World:
    """A county that takes reports in."""
    world = World()
    for unit in (world.town, world.shop_union, world.hamlet):
        world.who(Role.MEDIATOR, unit)
        world.who(Role.CHAIR, unit)
    return world


def where(world: World, **more: Any) -> dict[str, Any]:
    """The second step's answers."""
    return {
        "town": world.town.code,
        "employer_name": "某某电镀作坊",
        "people": "3人",
        "amount": "3.5万",
    } | more


def fill(client: Client, world: World, contact: dict[str, Any] | None = None, **place: Any) -> None:
    """All three steps, up to the look at the answers."""
    for address, sent in (
        ("/report/", WHAT), ("/report/where/", where(world, **place)), ("/report/contact/", contact or CONTACT)
    ):  # fmt: skip
        answer = client.post(address, sent)
        assert answer.status_code == 302, said(answer)


def report(client: Client, world: World, contact: dict[str, Any] | None = None, **place: Any) -> str:
    """A whole report; its receipt code."""
    fill(client, world, contact, **place)
    answer = client.post("/report/check/")
    assert answer["Location"] == "/report/receipt/", said(answer)
    return code_on(client.get("/report/receipt/"))


def code_on(answer: Any) -> str:
    """The code on a receipt page."""
    found = re.search(r'data-receipt="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def case_of(code: str) -> Case:
    """The case a code opens."""
    return Case.objects.select_related("dispute", "unit").get(receipt_hash=receipts.fingerprint(code))


def said(answer: Any) -> str:
    """A page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def enter(client: Client, code: str) -> Any:
    """Show the receipt."""
    return client.post("/track/", {"code": code})


def photo(name: str = "工资条.png", colour: str = "red") -> SimpleUploadedFile:
    """A real picture."""
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")
