"""A wage case of 5,000 claims: the spreadsheet read and taken, a payment spread over all, its pages.

Beside each the plainest thing that moves the same rows: the reader alone, one bulk_create a table.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from statistics import median

import xlsxwriter
from django.db import transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from benchmarks.county import County, arrears, county
from benchmarks.pages import getter, queries
from benchmarks.rows import Row, row, side_by_side
from benchmarks.transitions import statements
from cases import codes
from cases.documents import StoredFile
from cases.imports.claims import ClaimSheet, read_claims
from cases.models import Allocation, Case, Claim, Party, Payment
from protection.models import PersonalData
from record.timekeeping import today
from workflows.engine import perform

CLAIMS = 5_000
MONTHS = 4
ROUNDS = 3
HEADS = ("姓名", "身份证号", "手机号", "工资所属月份", "应发", "扣款", "已发", "备注")
VOUCHER = StoredFile("银行回单.pdf", "application/pdf", 1, "0" * 64)


def sheet(claims: int = CLAIMS) -> bytes:
    """So many rows, four months a worker, as an office fills them in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        out = book.add_worksheet("欠薪明细")
        out.write_row(0, 0, HEADS)
        for line in range(claims):
            worker, month = divmod(line, MONTHS)
            out.write_row(
                line + 1,
                0,
                (f"职工{worker:05d}", "", f"137{worker:08d}", f"2025-{month + 6:02d}", 5000.5, 20, 0.25, ""),
            )
    return target.getvalue()


def plain_reading(data: bytes) -> object:
    """What the reader gives, unchecked."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def plain_rows(case: Case, read: ClaimSheet) -> None:
    """The same parties and claims, unencrypted, with no record and nothing held against anything."""
    with transaction.atomic():
        workers = {one.worker: one for one in reversed(read.rows)}
        parties = {
            worker: Party(
                code=codes.fresh(),
                case=case,
                personal_key=uuid.uuid4(),
                phone_index=one.phone,
                name_index=one.name,
            )
            for worker, one in workers.items()
        }
        Party.objects.bulk_create(parties.values(), batch_size=500)
        PersonalData.objects.bulk_create(
            [
                PersonalData(key=one.personal_key, salt=b"0" * 16, ciphertext=b"0" * 64)
                for one in parties.values()
            ],
            batch_size=500,
        )
        Claim.objects.bulk_create(
            [
                Claim(
                    code=codes.fresh(), case=case, party=parties[one.worker], period=one.period, due=one.figures.due,
                    deducted=one.figures.deducted, paid_before=one.figures.paid_before, source="sheet", claimed_on=today(),
                )
                for one in read.rows
            ],
            batch_size=500,
        )  # fmt: skip


def plain_payment(case: Case) -> None:
    """One payment and its rows."""
    with transaction.atomic():
        paid = Payment.objects.create(
            code=codes.fresh(), case=case, amount=CLAIMS, paid_on=today(), allocation="oldest"
        )
        keys = Claim.objects.filter(case=case).order_by().values_list("pk", flat=True)
        Allocation.objects.bulk_create(
            [Allocation(payment=paid, claim_id=key, amount=Decimal(1)) for key in keys], batch_size=500
        )


def imported(case: Case, here: County, read: ClaimSheet) -> None:
    """In one step: held against those on file, encrypted, recorded."""
    perform(case, "import_claims", actor=here.mediator, rows=read.rows)


def paid(case: Case, here: County, amount: str = "1234567.89") -> Case:
    """In proportion over every claim, with the figures, the instalments and the record."""
    return perform(
        case, "record_payment", actor=here.mediator, amount=Decimal(amount), paid_on=today(),
        allocation="proportion", voucher=VOUCHER,
    )  # fmt: skip


def _medians(contenders: dict[str, Callable[[int], object]]) -> dict[str, float]:
    taken = side_by_side(ROUNDS, contenders)
    return {name: median(one.wall for one in values) for name, values in taken.items()}


def run() -> list[Row]:
    """Milliseconds, ratios and statements."""
    here, data = county(), sheet()
    read = read_claims(data, today())
    assert len(read.rows) == CLAIMS
    cases, plain = [arrears() for _ in range(ROUNDS + 1)], [arrears() for _ in range(ROUNDS)]
    sent = statements(lambda: imported(cases[-1], here, read))
    found = _medians(
        {
            "read": lambda _n: read_claims(data, today()), "calamine": lambda _n: plain_reading(data),
            "import": lambda n: imported(cases[n], here, read), "bulk": lambda n: plain_rows(plain[n], read),
        }
    )  # fmt: skip
    whole, bare = found["read"] + found["import"], found["calamine"] + found["bulk"]
    alone = f"{found['read'] / found['calamine']:.1f} × calamine alone, which checks nothing"
    bulk = f"{found['import'] / found['bulk']:.1f} × bulk_create of the same rows; {sent} statements"
    each = f"{whole / bare:.1f} × calamine and bulk_create ({bare / CLAIMS:.2f} ms)"
    return [
        row("reading a sheet of 5,000 claims", found["read"], "ms", note=alone),
        row("importing them", found["import"], "ms", note=bulk),
        row("a row, read and imported", whole / CLAIMS, "ms", note=each),
        *_paying(cases, plain, here),
        *_pages(cases[0]),
    ]


def _paying(cases: list[Case], plain: list[Case], here: County) -> list[Row]:
    for one in cases:
        one.refresh_from_db()
    sent = statements(lambda: paid(cases[-1], here))
    found = _medians({"ours": lambda n: paid(cases[n], here), "bulk": lambda n: plain_payment(plain[n])})
    bulk = f"{found['ours'] / found['bulk']:.1f} × bulk_create of the same rows; {sent} statements"
    codes_of = [Payment.objects.get(case=one).code for one in cases]
    back = _medians({"ours": lambda n: reversed_(cases[n], here, codes_of[n])})
    return [
        row("a payment over 5,000 claims", found["ours"], "ms", note=bulk),
        row("taking it back", back["ours"], "ms"),
    ]


def reversed_(case: Case, here: County, code: str) -> Case:
    """冲销."""
    case.refresh_from_db()
    return perform(case, "reverse_payment", actor=here.mediator, payment=code, reason="退票")


def _pages(case: Case) -> list[Row]:
    client = Client()
    client.force_login(county().person)
    addresses = {
        "its file": reverse("case", args=[case.code]),
        "its ledger": reverse("wage_claims", args=[case.code]),
        "its form of a payment": reverse("case_do", args=[case.code, "record_payment"]),
    }
    asked = {name: queries(client, at) for name, at in addresses.items()}
    taken = side_by_side(7, {name: getter(client, at) for name, at in addresses.items()})
    return [
        row(name, median(one.wall for one in values), "ms", note=f"{asked[name]} queries")
        for name, values in taken.items()
    ]
