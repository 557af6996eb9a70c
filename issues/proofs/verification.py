"""Proving what was signed on pages: every stored PDF hashed anew, every signature held against the audit trail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from articles.verification import BATCH, Break, Until, Verification, Wrong
from issues.models import Issue, Page, PageSignOff
from issues.proofs.locking import is_intact
from issues.proofs.seals import seal
from issues.proofs.standing import STEPS

Verdict = PageSignOff.Verdict
Act = tuple[str, str, int | None, dict[str, Any]]
_SIGNING = {"page.sign": Verdict.PASSED, "page.release": Verdict.PASSED, "page.return": Verdict.RETURNED}


def check_signatures(result: Verification, is_over: Until) -> None:
    """Every signature on a page: its PDF as stored, its row as sealed."""
    rows = PageSignOff.objects.select_related("set_page", "page__issue__publication").order_by("pk").iterator(BATCH)
    files: dict[int, bool] = {}
    while not is_over() and (batch := list(islice(rows, BATCH))):
        acts = _acts({signature.page_id for signature in batch})
        for signature in batch:
            if is_over():
                return
            result.checked["pages"] += 1
            if signature.set_page_id not in files:
                files[signature.set_page_id] = is_intact(signature.set_page)
            found = _faults(signature, acts.get(signature.pk), files[signature.set_page_id], result.chain.removed_until)
            for wrong, words in found:
                result.add(Break(wrong, f"{_named(signature.page)}: {words}", sign_off=signature.pk))


def _acts(pages: set[int]) -> dict[int, Act]:
    """The acts of signing on these pages, by the number of the signature."""
    entries = AuditEntry.objects.filter(
        target_type=Page._meta.label_lower,
        target_id__in=[str(page) for page in pages],
        action__in=list(_SIGNING),
        result=AuditEntry.Result.DONE,
    )
    found: dict[int, Act] = {}
    for action, target, actor, detail in entries.order_by("pk").values_list(
        "action", "target_id", "actor_id", "detail"
    ):
        if isinstance(detail, dict) and isinstance(detail.get("sign_off"), int):
            found.setdefault(detail["sign_off"], (action, target, actor, detail))
    return found


def _faults(
    signature: PageSignOff, act: Act | None, is_file_whole: bool, removed_until: datetime | None
) -> Iterator[tuple[Wrong, str]]:
    whose = {"step": signature.get_step_display(), "name": signature.signer_name}
    if signature.pdf_hash != signature.set_page.pdf_hash:
        yield Wrong.SIGNATURE, _("%(step)s by %(name)s: the hash that was signed is not the page's.") % whose
    if not is_file_whole:
        yield Wrong.CONTENT, _("%(step)s by %(name)s: the stored PDF does not give the hash that was signed.") % whose
    if act is None:
        if removed_until is None or signature.signed_at >= removed_until:
            yield Wrong.UNRECORDED, _("%(step)s by %(name)s: the audit trail knows nothing of this signature.") % whose
        return
    action, target, actor, detail = act
    told = (
        target == str(signature.page_id),
        _SIGNING[action] == signature.verdict,
        actor == signature.signer_id,
        detail.get("step") == signature.step,
        detail.get("pdf_hash") == signature.pdf_hash,
        detail.get("seal") == seal(signature),
    )
    if not all(told):
        yield Wrong.SIGNATURE, _("%(step)s by %(name)s: the signature is not what the audit trail sealed.") % whose


def check_missing(result: Verification, is_over: Until) -> None:
    """Signatures on pages that the trail tells of and that are gone. One query."""
    there = PageSignOff.objects.annotate(number=Cast("pk", TextField())).filter(
        number=KeyTextTransform("sign_off", OuterRef("detail"))
    )
    gone = AuditEntry.objects.filter(~Exists(there), action__in=list(_SIGNING), result=AuditEntry.Result.DONE)
    for entry in gone.order_by("pk").iterator(chunk_size=BATCH):
        words = _("%(name)s signed “%(title)s”, says the audit trail, but the signature is gone.") % {
            "name": entry.actor_name,
            "title": entry.target_label,
        }
        result.add(Break(Wrong.MISSING, words, title=entry.target_label, position=entry.position))


def check_printed(result: Verification, is_over: Until) -> None:
    """What readers see of issues made here: pages with all four signatures, and the PDF that was published."""
    pages = Page.objects.filter(
        issue__state=Issue.State.PUBLISHED, issue__origin=Issue.Origin.MADE, printed__isnull=False
    )
    for page in pages.select_related("issue__publication", "printed").prefetch_related("printed__sign_offs"):
        if is_over():
            return
        if page.printed is None:
            continue
        signed = {each.step: each.signer_id for each in page.printed.sign_offs.all() if each.verdict == Verdict.PASSED}
        proofs = [signed[step] for step in STEPS[:3] if step in signed]
        if len(signed) < len(STEPS) or len(set(proofs)) < len(proofs):
            words = _("Readers see this page, but three proofs and the release do not stand under it.")
            result.add(Break(Wrong.PUBLISHED, f"{_named(page)}: {words}"))
    issues = Issue.objects.filter(state=Issue.State.PUBLISHED).exclude(pdf_name="")
    for issue in issues.select_related("publication"):
        if is_over():
            return
        if _hash_of(issue.pdf_name) != issue.pdf_hash:
            words = _("The stored PDF of the issue is not the one that was published.")
            result.add(Break(Wrong.PUBLISHED, f"{issue}: {words}"))


def _hash_of(name: str) -> str:
    """The hash of a stored file; empty where it is gone."""
    if not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        return hashlib.sha256(file.read()).hexdigest()


def _named(page: Page) -> str:
    return f"{page.issue}, {page}"


PAGE_CHECKS = (check_signatures, check_missing, check_printed)
