"""Working copies of the form: what belongs to which window, so that none writes over what another put down."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from articles import working_copies
from articles.filling import Filling, from_sent, known_names
from articles.models import Article, WorkingCopy

# Beside the story itself a working copy holds the wishes, what became of a Word file, and the window it is from.
BESIDE = ("wanted_issue", "assignment", "word_file", "word_note", "copy_tab")
MOST_NOTES = 60  # of a Word file
_NAME = re.compile(r"[^A-Za-z0-9_-]")
OFFERED = 5  # begun stories that the empty form offers to take up again


class CopyRefused(Exception):
    """What the window holds is not put down; ``str()`` of it says why and what to do."""


@dataclass(frozen=True)
class Window:
    """One open form: ``tab`` names it, ``follows`` the window whose working copy it took up, ``key`` a new story."""

    tab: str
    follows: str = ""
    key: str = ""

    @classmethod
    def opened(cls, *, key: str = "", follows: str = "") -> Window:
        """A form that is being shown for the first time."""
        return cls(secrets.token_urlsafe(9), follows, key or secrets.token_urlsafe(9))

    @classmethod
    def of(cls, data: QueryDict) -> Window:
        """The window that sent a form; one without a name (made by hand) gets a new one."""
        tab, follows, key = (_NAME.sub("", data.get(n, ""))[:40] for n in ("copy_tab", "copy_follows", "form_key"))
        return cls(tab or secrets.token_urlsafe(9), follows, key or secrets.token_urlsafe(9))


def tab_of(copy: WorkingCopy) -> str:
    """The window that put a working copy down."""
    return str((copy.data.get("copy_tab") or [""])[-1])


def put_down(by: User, article: Article | None, data: QueryDict) -> WorkingCopy:
    """Keep what a window sent, over what the same window put down before; raises CopyRefused.

    What another window put down stays: the person decides there what becomes of it.
    """
    window = Window.of(data)
    kept = known_names({name: data.getlist(name) for name in data}, BESIDE)
    kept["copy_tab"] = [window.tab]
    kept["word_note"] = kept.get("word_note", [])[:MOST_NOTES]
    if len(json.dumps(kept, ensure_ascii=False)) > working_copies.LARGEST:
        raise CopyRefused(_("This is too much for a working copy. Save the draft instead."))
    based_on = data.get("expected_revision", "")
    number = int(based_on) if based_on.isdecimal() and based_on.isascii() and len(based_on) < 9 else 0
    with transaction.atomic():
        before = _locked(by, article, window.key)
        if before is not None and tab_of(before) not in (window.tab, window.follows):
            raise CopyRefused(
                _(
                    "A working copy of %(time)s, from another window, is kept; what you type here is not. "
                    "Reload this page to take it up or discard it, or save your text now."
                )
                % {"time": shown(before)}
            )
        return working_copies.keep(by, article, form_key=window.key, based_on=number, data=kept)


def finished(by: User, article: Article | None, data: QueryDict) -> None:
    """The window's text was saved or given up: its working copy is not needed any more; another window's stays."""
    window = Window.of(data)
    with transaction.atomic():
        before = _locked(by, article, window.key)
        if before is not None and tab_of(before) in (window.tab, window.follows):
            before.delete()


def _locked(by: User, article: Article | None, key: str) -> WorkingCopy | None:
    found = WorkingCopy.objects.filter(user=by, article=article, form_key="" if article else key)
    return found.select_for_update(of=("self",)).first()


def begun(by: User) -> list[WorkingCopy]:
    """The stories that a person began and did not save, latest first."""
    return list(WorkingCopy.objects.filter(user=by, article=None)[:OFFERED])


def filling_of(copy: WorkingCopy) -> Filling:
    """A working copy as the form shows it."""
    return from_sent(copy.data)


def title_of(copy: WorkingCopy) -> str:
    """The title that a working copy bears so far."""
    typed = (copy.data.get("title") or [""])[-1].strip()
    return typed or _("Untitled article")


def shown(copy: WorkingCopy) -> str:
    """When a working copy was put down: the time, with the day unless it was today."""
    saved, today = timezone.localtime(copy.saved_at), timezone.localdate()
    return f"{saved:%H:%M}" if saved.date() == today else f"{saved:%Y-%m-%d %H:%M}"


def linked(words: str, address: str) -> SafeString:
    """A message that leads to a working copy."""
    return format_html('{} <a href="{}">{}</a>', words, address, _("Look at it"))


def beside(data: Mapping[str, list[str]]) -> tuple[str, list[str]]:
    """The name of the Word file that a form was filled from, and what was said of it."""
    return (data.get("word_file") or [""])[-1][:200], [note[:500] for note in data.get("word_note", [])[:MOST_NOTES]]
