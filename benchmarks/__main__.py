"""Runs every benchmark, or the ones named: ``python -m benchmarks [pages] [connections] [page_import] [typesetting]
[composing] [proofreading] [differences] [search] [reading]
[lighthouse] [scaling]``.

``python -m benchmarks fuzz`` searches for input that breaks something (``benchmarks.fuzz``); it never runs with them.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main(names: list[str]) -> None:
    """Prepare and run."""
    if names[:1] == ["fuzz"]:
        from benchmarks.fuzz import command

        command.main(names[1:])
    import django

    django.setup()
    from benchmarks import (
        composing,
        connections,
        differences,
        lighthouse,
        page_import,
        pages,
        proofreading,
        reading,
        scaling,
        search,
        server,
        typesetting,
    )

    alone = {"page_import": page_import.main, "typesetting": typesetting.main, "composing": composing.main}
    alone["differences"] = differences.main
    alone["proofreading"] = proofreading.main
    alone["search"] = search.main
    alone["reading"] = reading.main
    known = {**alone, "pages": pages.main, "connections": connections.main}
    known |= {"lighthouse": lighthouse.main, "scaling": scaling.main}
    if unknown := set(names) - set(known):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    wanted = names or list(known)
    if not set(wanted) <= set(alone):
        print("Preparing a database of the benchmarks' own …", flush=True)
        server.prepare()
    for name in wanted:
        known[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
