"""Files of reports that were never sent: forgotten a little at a time, whenever another file comes."""

from __future__ import annotations

import datetime

from cases.documents.storage import place_of
from cases.models import Evidence
from record.timekeeping import now

#: Longer than a report may be written on.
KEPT = datetime.timedelta(days=4)


def forget_leftovers_beside(sha256: str) -> int:
    """Remove old files that belong to no case from the folder a new one came to; how many. One query.

    Hashes are spread evenly, so every folder has its turn, and no visit pays for all of them. A file sent again is
    written again, and so is young.
    """
    oldest = (now() - KEPT).timestamp()
    old = {path.name: path for path in place_of(sha256).parent.iterdir() if path.stat().st_mtime < oldest}
    if not old:
        return 0
    kept = set(Evidence.objects.filter(sha256__in=old).values_list("sha256", flat=True))
    unused = [path for name, path in old.items() if name not in kept]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)
