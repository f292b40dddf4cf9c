"""One database's share of `make bench`, in a process of its own: `python -m benchmarks.one sqlite transitions …`."""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile


def main(database: str, parts: list[str]) -> None:
    """Makes the database, runs the parts, prints one JSON object a part, drops the database."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-", ignore_cleanup_errors=True) as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "BENCH_DB": database, "FENGQIAO_HOME": folder,
        }  # fmt: skip
        import django

        django.setup()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            for part in parts:
                rows = importlib.import_module(f"benchmarks.{part}").run()
                print(json.dumps({"part": part, "rows": rows}, ensure_ascii=False), flush=True)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
