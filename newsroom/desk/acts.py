"""The acts of the audit trail in words: what the trail's list, its filters and the dashboard show."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import audit

# An act that is missing here still shows, by its code.
ACTS: dict[str, Any] = {
    audit.LOGGED_IN: _("Logged in"),
    audit.LOGGED_OUT: _("Logged out"),
    audit.LOGIN_FAILED: _("Log-in failed"),
    "account.create": _("Made an account"),
    "account.change": _("Changed an account"),
    "account.roles": _("Changed the roles of an account"),
    "account.disable": _("Disabled an account"),
    "account.reactivate": _("Activated an account again"),
    "account.set_password": _("Set an initial password"),
    "account.change_password": _("Changed the own password"),
    "account.mail_preference": _("Changed the own e-mail preference"),
    "audit.trim": _("Shortened the audit trail"),
    "audit.export": _("Downloaded the audit trail"),
    "audit.verify": _("Checked signatures and audit trail"),
    "article.sheet": _("Downloaded a sign-off sheet"),
    "page.sheet": _("Downloaded the proof sheet of a page"),
    "page.pull": _("Pulled a proof of a page"),
    "issue.pull": _("Pulled proofs of all pages"),
    "page.mark": _("Put a mark on a proof"),
    "page.answer": _("Answered a mark on a proof"),
    "page.sign": _("Signed a proof of a page"),
    "page.return": _("Returned a proof"),
    "page.release": _("Released a page to print"),
    "issue.release": _("Released all pages that were ready"),
    "page.void": _("Proofs of a page became void"),
    "page.pdf": _("Downloaded the PDF of an unpublished page"),
    "photo.download": _("Downloaded an unpublished photo"),
    "article.create": _("Began an article"),
    "article.revise": _("Changed an article"),
    "article.submit": _("Handed an article in"),
    "article.withdraw": _("Withdrew an article"),
    "article.approve": _("Signed a review"),
    "article.send_back": _("Sent an article back"),
    "article.publish": _("Published an article"),
    "article.correct": _("Proposed a correction"),
    "article.retract": _("Retracted an article"),
    "article.claim": _("Claimed an article for review"),
    "article.release": _("Gave up a claim"),
    "article.grade": _("Changed the grade of an article"),
    "article.due": _("Set the day by which an article is due"),
    "article.remind": _("Reminded the reviewers"),
    "comment.add": _("Commented on an article"),
    "comment.reply": _("Answered a comment"),
    "comment.resolve": _("Resolved a comment"),
    "comment.reopen": _("Opened a comment again"),
    "preview.share": _("Made a preview link"),
    "preview.revoke": _("Revoked a preview link"),
    "preview.open": _("Opened a preview"),
    "preview.note": _("Left a note on a preview"),
    "assignment.propose": _("Noted an idea for a story"),
    "assignment.change": _("Changed an assignment"),
    "assignment.assign": _("Commissioned a story"),
    "assignment.accept": _("Accepted an assignment"),
    "assignment.decline": _("Declined an assignment"),
    "assignment.file": _("Filed an assignment's article"),
    "assignment.cancel": _("Cancelled an assignment"),
    "article.want": _("Said for which issue an article is wanted"),
    "photo.upload": _("Sent a photo"),
    "page.import": _("Imported a page"),
    "issue.add": _("Opened an issue"),
    "issue.change": _("Changed an issue"),
    "issue.place": _("Placed an article"),
    "issue.compose": _("Composed the pages by machine"),
    "issue.plan": _("Planned the pages"),
    "issue.move": _("Moved an article on the pages"),
    "issue.adjust": _("Changed rank or headline in print"),
    "issue.refresh": _("Placed the newly approved text"),
    "issue.remove": _("Took an article off its page"),
    "issue.copy_plan": _("Copied the plan of the issue before"),
    "issue.undo": _("Took a change of the pages back"),
    "issue.redo": _("Made a change of the pages again"),
    "block.place": _("Gave a story its place on the page"),
    "block.move": _("Moved or resized a block"),
    "block.send": _("Moved a block to another page"),
    "block.swap": _("Swapped two blocks"),
    "block.set": _("Set a block another way"),
    "block.fit": _("Set a block to fit"),
    "block.pin": _("Pinned a block or let it go"),
    "block.split": _("Let a story go on on another page"),
    "block.join": _("Brought a story into one block"),
    "block.reserve": _("Reserved room on a page"),
    "block.reword": _("Changed a reserved text"),
    "block.remove": _("Took a block off its page"),
    "page.reset": _("Cleared a page"),
    "page.template": _("Set a page by a template"),
    "template.save": _("Kept a page template"),
    "template.remove": _("Removed a page template"),
    "issue.publish": _("Published an issue"),
    "issue.record": _("Added a page to an old issue"),
    "article.dismiss_finding": _("Dismissed a finding of the proofreader"),
    "reader.answer": _("Answered a reader"),
    "reader.dismiss": _("Put a reader's letter aside"),
    "reader.take_up": _("Made an article of a reader's letter"),
    "issue.withdraw": _("Withdrew an issue"),
    "article.take_back": _("Took an article back with its issue"),
    "department.add": _("Added a department"),
    "department.change": _("Changed a department"),
    "gridarea.add": _("Added a grid area"),
    "gridarea.change": _("Changed a grid area"),
    "column.add": _("Added a column"),
    "column.change": _("Changed a column"),
    "publication.add": _("Added a publication"),
    "publication.change": _("Changed the publication"),
}


def act_in_words(action: str) -> str:
    """An act in words; its code where the table does not know it."""
    return str(ACTS.get(action, action))


def kind_in_words(target_type: str) -> str:
    """A kind of thing (``app.model``) in words; as it stands where the model is gone."""
    app_label, _dot, model_name = target_type.partition(".")
    found = apps.all_models.get(app_label, {}).get(model_name)
    return str(capfirst(found._meta.verbose_name)) if found else target_type
