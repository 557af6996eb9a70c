"""What each kind of notification says, and where it leads: the one place for both, for the desk and for e-mails."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Notification

# One sentence for each kind. ``thing`` is what it is about, ``who`` acted; the rest comes from the details.
KINDS: dict[str, Any] = {
    "article.waiting": gettext_lazy("%(step)s: “%(thing)s” waits for you."),
    "article.reminder": gettext_lazy("%(who)s asks you for the %(step)s of “%(thing)s”."),
    "article.approved": gettext_lazy("“%(thing)s” has passed all its reviews."),
    "article.returned": gettext_lazy("%(who)s sent “%(thing)s” back to the %(step)s."),
    "article.sent_back": gettext_lazy("%(who)s sent “%(thing)s” back to its department."),
    "article.voided": gettext_lazy("%(who)s changed “%(thing)s” after you had signed it: your signature is void."),
    "article.published": gettext_lazy("“%(thing)s” is published."),
    "article.corrected": gettext_lazy("The correction of “%(thing)s” is published."),
    "article.retracted": gettext_lazy("%(who)s retracted “%(thing)s”; readers see it no more."),
    "article.comment": gettext_lazy("%(who)s commented on “%(thing)s”."),
    "page.waiting": gettext_lazy("%(step)s: “%(thing)s” of %(issue)s waits for you."),
    "page.returned": gettext_lazy("%(who)s returned the proof of “%(thing)s” of %(issue)s."),
    "page.voided": gettext_lazy("%(who)s changed “%(thing)s” of %(issue)s after it was proofed: its proofs are void."),
    "page.released": gettext_lazy("%(who)s released “%(thing)s” of %(issue)s to print."),
    "page.marked_late": gettext_lazy("%(who)s put a mark on “%(thing)s” of %(issue)s, which is released already."),
    "preview.note": gettext_lazy("%(reader)s left a remark on the preview of “%(thing)s”."),
    "preview.note.agreed": gettext_lazy("%(reader)s has read the preview of “%(thing)s” and agreed."),
    "reader.wrote": gettext_lazy("A reader wrote: “%(thing)s”."),
    "account.new_log_in": gettext_lazy("Your account was logged in to from a browser that was not used before."),
    "account.password_set": gettext_lazy("%(who)s set a new initial password for your account."),
    "account.waits_for_release": gettext_lazy("%(who)s set a new password for “%(thing)s”; it waits for your release."),
    "account.second_factor_reset": gettext_lazy("%(who)s took the second factor off your account."),
    "account.recovery_code_used": gettext_lazy("One of your recovery codes was used to log in."),
    "assignment.assigned": gettext_lazy("%(who)s asks for a story by %(due_on)s: “%(thing)s”."),
    "assignment.changed": gettext_lazy("%(who)s changed the assignment “%(thing)s”."),
    "assignment.accepted": gettext_lazy("%(who)s takes on the story “%(thing)s”."),
    "assignment.declined": gettext_lazy("%(who)s declines the story “%(thing)s”."),
    "assignment.filed": gettext_lazy("%(who)s filed the story for the assignment “%(thing)s”."),
    "assignment.cancelled": gettext_lazy("%(who)s cancelled the assignment “%(thing)s”."),
}

# The steps of review as articles.models.SignOff names them; this room may not ask there, so a test compares the two.
STEPS: dict[str, Any] = {
    "first": gettext_lazy("First review"),
    "second": gettext_lazy("Second review"),
    "final": gettext_lazy("Final review"),
    "second_final": gettext_lazy("Second final review"),
}

# The proofs and the release as issues.models.PageSignOff names them; a test compares these too.
PROOF_STEPS: dict[str, Any] = {
    "first_proof": gettext_lazy("First proof"),
    "second_proof": gettext_lazy("Second proof"),
    "third_proof": gettext_lazy("Third proof"),
    "release": gettext_lazy("Release to print"),
}

# Where a thing is looked at in the desk.
_ADDRESSES = {
    "articles.article": "desk:article_review",
    "issues.assignment": "desk:assignment",
    "reading.readerletter": "desk:reader_letter",
}


def in_words(notification: Notification) -> str:
    """The notification as a sentence; an unknown kind shows its code and its thing."""
    detail = notification.detail if isinstance(notification.detail, dict) else {}
    kind = notification.kind
    if kind == "preview.note" and detail.get("note_kind") == "agreed":
        kind = "preview.note.agreed"
    sentence = KINDS.get(kind)
    if sentence is None:
        return f"{kind} {notification.target_label}".strip()
    actor = notification.actor
    due_on = parse_date(str(detail.get("due_on") or ""))
    return str(sentence) % {
        "thing": notification.target_label,
        "who": actor.name if actor else _("Somebody"),
        "step": str((STEPS | PROOF_STEPS).get(str(detail.get("step", "")), _("review"))),
        "issue": detail.get("issue_name") or "—",
        "reader": detail.get("reader") or _("Somebody"),
        "due_on": date_format(due_on, "SHORT_DATE_FORMAT") if due_on else "—",
    }


def remark_of(notification: Notification) -> str:
    """What somebody wrote with the act: the reason or the comment. For the desk alone; e-mails leave it out."""
    detail = notification.detail if isinstance(notification.detail, dict) else {}
    return str(detail.get("reason") or detail.get("words") or "")


def address_of(notification: Notification) -> str:
    """The desk's page of the thing; the list of notifications for what has none."""
    detail = notification.detail if isinstance(notification.detail, dict) else {}
    if notification.target_type == "issues.page" and {"issue", "page"} <= detail.keys():
        return reverse("desk:page_proof", args=[detail["issue"], detail["page"]])
    if notification.kind == "account.waits_for_release":
        return reverse("desk:accounts_user_change", args=[notification.target_id])
    if notification.kind.startswith("account."):
        return reverse("desk:my_security")
    name = _ADDRESSES.get(notification.target_type)
    if name is None or notification.target_id is None:
        return reverse("desk:notification_list")
    return reverse(name, args=[notification.target_id])
