"""The page of the article form: what stands around the fields, for a new story, an edit and a correction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Permission, allows
from articles import working_copies
from articles.entry import Mistake, StoryEntry
from articles.models import Article, PhotoUse, Revision, SignOff, WorkingCopy
from articles.offers import available_verbs
from articles.signatures import standing_on
from articles.steps import IN_REVIEW, WRITABLE
from articles.submission import submission_lacks
from newsroom.desk.articles import copies
from newsroom.desk.articles.access import HIGHEST_NUMBER, current_revision, page, person
from newsroom.desk.articles.checking import Checking
from newsroom.desk.articles.conflicts import Conflict
from newsroom.desk.articles.copies import Window
from newsroom.desk.articles.lengths import WECHAT_TITLE, fits, page_characters
from newsroom.desk.articles.reading import reading
from newsroom.desk.articles.standing import Reviewers
from newsroom.desk.articles.waiting import waiting_in_words
from newsroom.desk.articles.wishes import WishForm

_SIGNED = IN_REVIEW | {Article.State.APPROVED}
_RETURNED = ("opinion", "signer_name", "signed_at")  # of the sign-off that sent an article back
View = TypeVar("View", bound=Callable[..., HttpResponse])


def editor_styles(view: View) -> View:
    """Let the editor set its own styles while it runs; scripts stay restricted to our own files."""
    return cast(View, csp_update({"style-src": UNSAFE_INLINE})(view))


def article_for_form(request: HttpRequest, number: int) -> Article:
    """The article with everything that the form shows of it, in few queries; 404 where the person may not see it."""
    returns = SignOff.objects.filter(article=OuterRef("pk"), verdict=SignOff.Verdict.SENT_BACK).order_by("-pk")
    seen = (
        Article.objects.visible_to(request.user)
        .select_related(
            *("department", "claimed_by", "wanted_issue", "assignment"),
            *("current_revision__author", "current_revision__column"),
        )
        .annotate(**{f"returned_{name}": Subquery(returns.values(name)[:1]) for name in _RETURNED})
    )
    article = seen.filter(pk=number).first() if number <= HIGHEST_NUMBER else None
    if article is None or article.current_revision is None:
        raise Http404
    uses = Prefetch("photo_uses", PhotoUse.objects.select_related("photo"))
    if article.state in _SIGNED:
        prefetch_related_objects([article], "sign_offs")
    if article.department_id == person(request).department_id:
        person(request).department = article.department  # read already
    prefetch_related_objects([article.current_revision], "bylines", "attributions", "grid_areas", uses)
    return article


@dataclass
class FormPage:
    """One showing of the form. ``status`` is the answer's; ``problems`` are words of a verb that refused."""

    request: HttpRequest
    entry: StoryEntry
    wishes: WishForm
    window: Window
    article: Article | None = None
    correcting: bool = False
    copy: WorkingCopy | None = None  # taken up in this form
    conflict: Conflict | None = None
    problems: list[str] = field(default_factory=list)
    unticked: bool = False
    status: int = 200
    checking: Checking | None = None  # asked for by a button; scripts ask by themselves

    def response(self) -> HttpResponse:
        """The page."""
        return page(self.request, "desk/articles/form.html", self._context(), title=self._title(), status=self.status)

    def _title(self) -> str:
        if self.article is None:
            return _("Write an article")
        words = _("Correct “%(title)s”") if self.correcting else _("Edit “%(title)s”")
        return words % {"title": self.article}

    def _context(self) -> dict[str, Any]:
        article, by, revision = self.article, person(self.request), self.entry.revision
        editable = article is None or article.state in WRITABLE
        may_write = article is None or allows(by, Permission.WRITE_ARTICLES, article.department_id)
        word_file, word_notes = self._word()
        return {
            "entry": self.entry,
            "wishes": self.wishes,
            "assignment": self.wishes.answered or self.wishes.begun_from(),
            "window": self.window,
            "article": article,
            "revision": revision,
            "correcting": self.correcting,
            "mends_correction": not self.correcting and bool(article and article.published_revision_id),
            "conflict": self.conflict,
            "newer_reading": reading(self.conflict.newer) if self.conflict else None,
            "problems": self.problems,
            "mistakes": self._mistakes(),
            "missing": self._missing(editable),
            "submits": editable and may_write,
            "returned": _last_return(article),
            "voids": "" if editable or article is None or self.correcting else _voids(article),
            "standing": waiting_in_words(article, Reviewers()) if article and article.state in IN_REVIEW else "",
            "verbs": available_verbs(article, by) if article and article.state in IN_REVIEW else {},
            "csrf_cookie_name": settings.CSRF_COOKIE_NAME,
            "department": article.department if article else by.department,
            "offers": self._offers(),
            "taken_up": self.copy,
            "taken_up_at": copies.shown(self.copy) if self.copy else "",
            "copy_is_older": self._copy_is_older(),
            "copy_address": self._copy_address(),
            "word_file": word_file,
            "word_notes": word_notes,
            "fits": fits(),
            "wechat_title": WECHAT_TITLE,
            "page_characters": page_characters(),
            "checking": self.checking,
            "back": reverse("desk:article_review", args=[article.pk]) if article else reverse("desk:article_list"),
        }

    def _copy_address(self) -> str:
        if self.article is not None:
            return reverse("desk:article_copy", args=[self.article.pk])
        return reverse("desk:new_copy", args=[self.window.key])

    def _copy_is_older(self) -> bool:
        """Whether the article got a newer revision since the working copy in the form was begun."""
        if self.copy is None or self.article is None:
            return False
        return self.copy.based_on < current_revision(self.article).number

    def _word(self) -> tuple[str, list[str]]:
        if self.copy is not None:
            return copies.beside(self.copy.data)
        data = self.request.POST
        return copies.beside({name: data.getlist(name) for name in ("word_file", "word_note")})

    def _offers(self) -> list[dict[str, Any]]:
        """Working copies that the person is asked about; none while she is in the middle of something."""
        if self.request.method == "POST" or self.copy is not None:
            return []
        by = person(self.request)
        if self.article is None:
            found = copies.begun(by)
        else:
            own = working_copies.find(by, self.article)
            found = [own] if own else []
        return [{"copy": each, "title": copies.title_of(each), "time": copies.shown(each)} for each in found]

    def _mistakes(self) -> list[Mistake]:
        mistakes = self.entry.mistakes()
        for name, messages in self.wishes.errors.items():
            label = str(self.wishes.fields[name].label)
            mistakes += [Mistake(f"id_{name}", label, str(message)) for message in messages]
        if self.unticked:
            mistakes.insert(0, Mistake("over", "", _("To save your text on top of the newer one, tick this box.")))
        return mistakes

    def _missing(self, editable: bool) -> list[Mistake]:
        """What the article needs before it is handed in, each with the field where it is mended."""
        revision = self.entry.revision
        if revision is None or self.status != 200 or not editable or self.copy or self.conflict:
            return []
        found = []
        for lack in submission_lacks(revision):
            anchor = f"id_photos-{lack.photo - 1}-{lack.field}" if lack.photo else f"id_{lack.field}"
            found.append(Mistake(anchor, "", lack.message))
        return found


def _last_return(article: Any) -> dict[str, Any] | None:
    """Why, by whom and when the article was sent back, while it is being mended."""
    if article is None or article.state != Article.State.SENT_BACK:
        return None
    return {name: getattr(article, f"returned_{name}") for name in _RETURNED}


def _voids(article: Article) -> str:
    """What a change of a text in review or approved costs, in words."""
    signed = len(standing_on(article))
    if article.state == Article.State.APPROVED:
        return ngettext(
            "The article is approved. A change voids %(count)d signature and begins the reviews anew.",
            "The article is approved. A change voids %(count)d signatures and begins the reviews anew.",
            signed,
        ) % {"count": signed}
    if not signed:
        return _("The article is in review. A change begins the reviews anew.")
    return ngettext(
        "The article is in review. A change voids %(count)d signature and begins the reviews anew.",
        "The article is in review. A change voids %(count)d signatures and begins the reviews anew.",
        signed,
    ) % {"count": signed}


def revision_of(article: Article | None) -> Revision | None:
    """The revision that the form begins from."""
    return current_revision(article) if article is not None else None
