"""The interface's translations: ``python -m newsroom.catalogue compile`` and ``… check``.

Compiling takes no program beside Python; checking needs gettext's xgettext, as ``makemessages`` does.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")


def compile_catalogue() -> None:
    """Write the binary catalogue beside the text."""
    source = ROOT / CATALOGUE
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


def problems() -> list[str]:
    """What the catalogue lacks or has too much, one line each; empty when every string has its translation."""
    from django.conf import settings
    from django.core.management import call_command

    # makemessages rewrites what it finds below the current folder, so it works on a copy.
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*IGNORED))
        before, settings.LOCALE_PATHS = settings.LOCALE_PATHS, [str(Path(folder) / "locale")]
        try:
            with contextlib.chdir(folder):
                call_command("makemessages", locale=["zh_Hans"], no_location=True, verbosity=0)
        finally:
            settings.LOCALE_PATHS = before
        catalogue = polib.pofile(str(Path(folder) / CATALOGUE))
    kinds = {
        "without translation": catalogue.untranslated_entries(),
        "doubtful (fuzzy)": catalogue.fuzzy_entries(),
        "no longer used": catalogue.obsolete_entries(),
    }
    found = [f"{kind}: {entry.msgid!r}" for kind, entries in kinds.items() for entry in entries]
    return found + [
        f"placeholders differ: {entry.msgid!r}"
        for entry in catalogue.translated_entries()
        if _placeholders(entry.msgid) != _placeholders(entry.msgstr or entry.msgstr_plural.get(0, ""))
    ]


IGNORED = [".venv", ".git", "var", "tests", "benchmarks", "staticfiles", "docs", "__pycache__", ".*_cache"]


def _placeholders(text: str) -> set[str]:
    """The %(name)s and {name} of a string."""
    import re

    return set(re.findall(r"%\((\w+)\)", text)) | set(re.findall(r"\{(\w+)\}", text))


def main(action: str) -> int:
    """Do it; the exit status of the command."""
    if action == "compile":
        compile_catalogue()
        return 0
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    found = problems()
    print("\n".join(found) or "The catalogue is complete.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "check"))
