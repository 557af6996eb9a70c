"""Where the articles stand in the desk: one set of addresses of our own instead of Django's forms and actions."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts.roles import Permission
from articles.models import Article, Column
from newsroom.desk.articles import acts, editing, history, lists, reviewing, uploads
from newsroom.desk.articles.limits import friendly_limits
from newsroom.desk.base import DeskModelAdmin
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
            path("photos/upload/", friendly_limits(uploads.photo_upload), name="photo_upload"),
            path(number, view(reviewing.article_review), name="article_review"),
            path(f"{number}edit/", friendly_limits(view(editing.article_edit)), name="article_edit"),
            path(f"{number}submit/", view(acts.article_submit), name="article_submit"),
            path(f"{number}approve/", view(acts.article_approve), name="article_approve"),
            path(f"{number}send-back/", view(acts.article_send_back), name="article_send_back"),
            path(f"{number}withdraw/", view(acts.article_withdraw), name="article_withdraw"),
            path(f"{number}history/", view(history.article_history), name="article_history"),
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
