"""Where the articles stand in the desk: one set of addresses of our own instead of Django's forms and actions."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts.roles import Permission
from articles.models import Article, Column
from newsroom.desk.articles import (
    accepting,
    acts,
    autosave,
    checking,
    comments,
    comparing,
    correcting,
    dismissing,
    editing,
    history,
    lists,
    mine,
    previewing,
    publishing,
    queue,
    registering,
    retracting,
    reviewing,
    uploads,
    word,
)
from newsroom.desk.articles.limits import friendly_limits
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.sheets import views as sheets
from newsroom.desk.site import desk


class ArticleDesk(DeskModelAdmin):
    """Holds the addresses. Articles change through their verbs alone, so Django's own views are not there at all."""

    read = Permission.READ_ARTICLES
    write = Permission.WRITE_ARTICLES

    def get_urls(self) -> list[URLPattern]:
        """List, form, review screen, acts and history, each under its own name."""
        view = self.admin_site.admin_view
        number = "<int:number>/"
        return [
            path("", view(lists.article_list), name="article_list"),
            path("add/", friendly_limits(view(editing.article_add)), name="article_add"),
            path("mine/", view(mine.article_mine), name="article_mine"),
            path("word/", friendly_limits(view(word.article_word)), name="article_word"),
            path("working-copies/<slug:key>/", friendly_limits(view(autosave.new_copy)), name="new_copy"),
            path("working-copies/<slug:key>/discard/", view(autosave.new_copy_discard), name="new_copy_discard"),
            path(f"{number}working-copy/", friendly_limits(view(autosave.article_copy)), name="article_copy"),
            path(f"{number}working-copy/discard/", view(autosave.article_copy_discard), name="article_copy_discard"),
            path(f"{number}correct/", friendly_limits(view(correcting.article_correct)), name="article_correct"),
            path(f"{number}retract/", view(retracting.article_retract), name="article_retract"),
            path("photos/upload/", friendly_limits(uploads.photo_upload), name="photo_upload"),
            path(number, view(reviewing.article_review), name="article_review"),
            path(f"{number}edit/", friendly_limits(view(editing.article_edit)), name="article_edit"),
            path(f"{number}submit/", view(acts.article_submit), name="article_submit"),
            path(f"{number}approve/", view(acts.article_approve), name="article_approve"),
            path(f"{number}send-back/", view(acts.article_send_back), name="article_send_back"),
            path(f"{number}withdraw/", view(acts.article_withdraw), name="article_withdraw"),
            path("queue/", view(queue.article_queue), name="article_queue"),
            path("queue/next/", view(queue.article_queue_next), name="article_queue_next"),
            path(f"{number}claim/", view(acts.article_claim), name="article_claim"),
            path(f"{number}release/", view(acts.article_release), name="article_release"),
            path(f"{number}grade/", view(acts.article_grade), name="article_grade"),
            path(f"{number}due/", view(acts.article_due), name="article_due"),
            path(f"{number}remind/", view(acts.article_remind), name="article_remind"),
            path(f"{number}publish/", view(publishing.article_publish), name="article_publish"),
            path(f"{number}comment/", view(comments.article_comment), name="article_comment"),
            path(f"{number}comments/<int:comment>/reply/", view(comments.comment_reply), name="comment_reply"),
            path(f"{number}comments/<int:comment>/resolve/", view(comments.comment_resolve), name="comment_resolve"),
            path(f"{number}comments/<int:comment>/reopen/", view(comments.comment_reopen), name="comment_reopen"),
            path("findings/", friendly_limits(view(checking.new_findings)), name="new_findings"),
            path("notes/", view(accepting.finding_notes), name="finding_notes"),
            path(f"{number}findings/", friendly_limits(view(checking.article_findings)), name="article_findings"),
            path(f"{number}accept/", view(accepting.finding_accept), name="finding_accept"),
            path(f"{number}register/", view(registering.finding_register), name="finding_register"),
            path(f"{number}dismiss/", view(dismissing.finding_dismiss), name="finding_dismiss"),
            path(f"{number}compare/", view(comparing.article_compare), name="article_compare"),
            path(f"{number}previews/", view(previewing.article_previews), name="article_previews"),
            path(f"{number}previews/<int:link>/revoke/", view(previewing.preview_revoke), name="preview_revoke"),
            path(f"{number}history/", view(history.article_history), name="article_history"),
            path(f"{number}sheet/", view(sheets.article_sheet_page), name="article_sheet"),
            path(f"{number}sheet.pdf", view(sheets.article_sheet_pdf), name="article_sheet_pdf"),
            path(f"{number}history/<int:revision>/", view(history.article_revision), name="article_revision"),
        ]


class ColumnDesk(DeskModelAdmin):
    """The columns of the paper."""

    read = Permission.EDIT_REGISTERS
    write = Permission.EDIT_REGISTERS
    list_display = ("name", "description", "order", "is_active")
    list_filter = ("is_active",)


def register() -> None:
    """Show articles and columns in the desk."""
    desk.register(Article, ArticleDesk)
    desk.register(Column, ColumnDesk)
