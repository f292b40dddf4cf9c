"""Does everything still fit? Reads the whole record and every row it vouches for; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Min

from . import checkpoints
from .models import GENESIS, Chain, Checkpoint, Event
from .tracked import key_of, tracked_models, tracked_row


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that does not fit: its table, its row, and one sentence."""

    table: str
    row: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.sentence}"


Check = Callable[[], Iterator[Finding]]
_checks: list[Check] = []


def register_check(check: Check) -> Check:
    """Have ``verify`` run a room's own check too."""
    if check not in _checks:
        _checks.append(check)
    return check


def _chain(chain: Chain) -> Iterator[Finding]:
    """Positions without a gap, hashes that follow, a head that is the last event."""
    table = Event._meta.db_table
    position, before = 0, GENESIS
    events = Event.objects.filter(chain=chain.key, position__isnull=False).order_by("position")
    for event in events.iterator(chunk_size=2000):
        position += 1
        if event.position != position:
            yield Finding(table, f"chain={chain.key} position={position}", "这一条记录不见了。")
            return
        if event.seal_digest(before) != event.digest:
            yield Finding(
                table, f"id={event.pk} chain={chain.key} position={position}", "这一条记录被改动过。"
            )
            return
        before = event.digest
    if (position, before) != (chain.position, chain.digest):
        yield Finding(
            table,
            f"chain={chain.key} position={chain.position}",
            "链尾与链头的登记不一致，末尾有记录不见了。",
        )


def chains() -> Iterator[Finding]:
    """Every chain, and chains that have events but no head."""
    known = set()
    for chain in Chain.objects.order_by("key"):
        known.add(chain.key)
        yield from _chain(chain)
    sealed = Event.objects.filter(position__isnull=False).exclude(chain__in=known)
    for row in sealed.values("chain").annotate(first=Min("id")).order_by("chain"):
        yield Finding(Chain._meta.db_table, f"key={row['chain']}", "有已封存的记录，但链头不见了。")


def witnesses() -> Iterator[Finding]:
    """Every head that was signed, and every head the witness remembers, still stands in its chain."""
    table = Checkpoint._meta.db_table
    for point in Checkpoint.objects.order_by("chain", "position"):
        where = f"chain={point.chain} position={point.position}"
        if not checkpoints.signatures_hold(point):
            yield Finding(table, where, "签名不符。")
        elif not Event.objects.filter(
            chain=point.chain, position=point.position, digest=point.digest
        ).exists():
            yield Finding(table, where, "签过名的位置在链上找不到原来的记录。")
    for key in sorted({path.stem for path in checkpoints.journal("CN").parent.glob("*.jsonl")}):
        memory = checkpoints.remembered(key)
        signed = set(Checkpoint.objects.filter(chain=key).values_list("position", "digest"))
        for position, _digest in [head for head in memory if head not in signed][:1]:
            yield Finding(table, f"chain={key} position={position}", "上级见证过的签名不见了。")
        for position, digest in memory[-1:]:
            if not Event.objects.filter(chain=key, position=position, digest=digest).exists():
                yield Finding(table, f"chain={key} position={position}", "上级见证过的记录已不在链上。")


def versions() -> Iterator[Finding]:
    """Each subject's events are numbered 1, 2, 3 … and each version's lines 0, 1, 2 …: what is unsealed counts too."""
    last: tuple[str, int, int] | None = None
    rows = Event.objects.order_by("subject", "version", "line").values_list(
        "subject", "version", "line", "id"
    )
    for subject, version, line, pk in rows.iterator(chunk_size=5000):
        if last is None or last[0] != subject:
            fits = version <= 1 and line == 0
        else:
            fits = (version, line) in ((last[1], last[2] + 1), (last[1] + 1, 0))
        if not fits:
            yield Finding(
                Event._meta.db_table, f"id={pk} subject={subject}", f"第 {version} 版之前缺少记录。"
            )
            return
        last = (subject, version, line)


def _vouched() -> dict[str, dict[str, str]]:
    """The digest each tracked row must have, by table and key, from its last event."""
    vouched: dict[str, dict[str, str]] = {table: {} for table in tracked_models()}
    rows = Event.objects.exclude(rows=[]).order_by("id").values_list("rows", flat=True)
    for lines in rows.iterator(chunk_size=2000):
        for table, key, digest in lines:
            if digest:
                vouched.setdefault(table, {})[key] = digest
            else:
                vouched.setdefault(table, {}).pop(key, None)
    return vouched


def tracked_rows() -> Iterator[Finding]:
    """Every tracked row is the one its last event wrote; none is missing, none came in behind the door."""
    vouched = _vouched()
    for table, model in sorted(tracked_models().items()):
        expected = vouched[table]
        for instance in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            key = key_of(instance)
            digest = expected.pop(key, None)
            name = f"{model.TRACKED_KEY}={key}"  # type: ignore[attr-defined]  # duck-typed, see record.tracked
            if digest is None:
                yield Finding(table, name, "这一行没有任何记录可查。")
            elif tracked_row(instance)[2] != digest:
                yield Finding(table, name, "这一行与记录不符，被改动过。")
        for key in sorted(expected):
            yield Finding(table, f"key={key}", "这一行不见了。")


def findings() -> Iterator[Finding]:
    """Everything that does not fit, the record itself first."""
    for check in (chains, witnesses, versions, tracked_rows, *_checks):
        yield from check()


def verify() -> Finding | None:
    """The first thing that does not fit, or None."""
    return next(findings(), None)


def unsealed() -> int:
    """How many events no sealer has taken yet."""
    return Event.objects.filter(position__isnull=True).count()
