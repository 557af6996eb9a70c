"""Publishing an issue: every placed revision checked once more with the rows locked, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles import workflow
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.models import Article
from articles.signatures import signature_problems
from articles.verbs import verb
from issues.models import Issue, Page, Placement


@dataclass(frozen=True)
class OpenPoint:
    """One thing that keeps an issue from being published, and where it is mended."""

    message: str
    page: Page | None = None
    article: Article | None = None


@dataclass(frozen=True)
class Check:
    """One line of the checklist: what is asked, and what is open; nothing open means it is fulfilled."""

    label: str
    points: tuple[OpenPoint, ...]

    @property
    def is_fulfilled(self) -> bool:
        """Whether nothing is open."""
        return not self.points


def publishing_checks(issue: Issue) -> list[Check]:
    """The checklist of an issue, in the order in which a person works it off; a fixed number of queries."""
    pages = list(issue.pages.all())
    placements = list(
        issue.placements.select_related("page", "revision", "article__current_revision")
        .prefetch_related(
            "article__sign_offs",
            *(f"article__current_revision__{part}" for part in ("bylines", "attributions", "grid_areas", "photo_uses")),
        )
        .order_by("page__sequence", "order")
    )
    filled = {placement.page_id for placement in placements}
    empty = [OpenPoint(_("%(page)s is empty.") % {"page": page}, page=page) for page in pages if page.pk not in filled]
    if not placements:
        empty = [OpenPoint(_("No article is placed in this issue.")), *empty]
    later = Issue.objects.published().filter(publication=issue.publication_id, total_number__gte=issue.total_number)
    numbers = []
    if later.exclude(pk=issue.pk).exists():
        numbers.append(OpenPoint(_("An issue with the same or a higher total number is published already.")))
    return [
        Check(_("Every page carries an article"), tuple(empty)),
        Check(_("The pages show the articles' latest text"), tuple(p for each in placements for p in _changed(each))),
        Check(_("Every article is approved"), tuple(p for each in placements for p in _unapproved(each))),
        Check(
            _("Three people signed exactly the text that is printed"),
            tuple(p for each in placements for p in _unsigned(each)),
        ),
        Check(_("The numbers of the issues ascend"), tuple(numbers)),
    ]


def publishing_problems(issue: Issue) -> list[str]:
    """Why an issue may not be published as it stands, in words; empty when it may."""
    return [point.message for check in publishing_checks(issue) for point in check.points]


def _changed(placement: Placement) -> list[OpenPoint]:
    if placement.revision_id == placement.article.current_revision_id:
        return []
    message = _("“%(title)s” was changed after it was placed.") % {"title": placement.revision.title}
    return [OpenPoint(message, page=placement.page, article=placement.article)]


def _is_out(placement: Placement) -> bool:
    """Whether exactly this text is public already, ahead of the issue or through an earlier one."""
    article = placement.article
    return article.state == Article.State.PUBLISHED and article.published_revision_id == placement.revision_id


def _unapproved(placement: Placement) -> list[OpenPoint]:
    article = placement.article
    if article.state == Article.State.APPROVED or _is_out(placement):
        return []
    message = _("“%(title)s” is not approved (%(state)s).") % {
        "title": placement.revision.title,
        "state": article.get_state_display(),
    }
    return [OpenPoint(message, page=placement.page, article=article)]


def _unsigned(placement: Placement) -> list[OpenPoint]:
    article = placement.article
    if article.state != Article.State.APPROVED or placement.revision_id != article.current_revision_id:
        return []
    return [OpenPoint(message, page=placement.page, article=article) for message in signature_problems(article)]


@verb("issue.publish")
def publish_issue(issue: Issue, *, by: User) -> Issue:
    """Publish an issue and every article placed in it, in one transaction."""
    if not allows(by, Permission.PUBLISH_ISSUES):
        raise NotPermitted(_("Only the chief editor publishes an issue."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published already."))
    # Lock every article, always in the same order, before looking: nothing changes under the checks.
    ids = issue.placements.values_list("article_id", flat=True)
    articles = list(Article.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",)))
    if problems := publishing_problems(issue):
        raise Incomplete(problems)
    for article in articles:
        if article.state == Article.State.APPROVED:
            current = article.current_revision
            workflow.publish(article, by=by, expected_revision=current.number if current else 0)
    issue.state = Issue.State.PUBLISHED
    issue.published_at = clock.now()
    issue.published_by = by
    issue.save(update_fields=["state", "published_at", "published_by"])
    audit.record("issue.publish", by=by, target=issue, articles=len(articles))
    return issue
