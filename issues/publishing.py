"""Publishing an issue: every placed revision checked once more with the rows locked, then all of it or nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles import workflow
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.models import Article
from articles.verbs import verb
from issues.models import Issue, Placement


def publishing_problems(issue: Issue) -> list[str]:
    """Why an issue may not be published as it stands, in words; empty when it may."""
    pages = list(issue.pages.all())
    placements = list(
        issue.placements.select_related("page", "revision", "article__current_revision").order_by(
            "page__sequence", "order"
        )
    )
    problems: list[str] = []
    if not placements:
        problems.append(_("No article is placed in this issue."))
    filled = {placement.page_id for placement in placements}
    problems += [_("%(page)s is empty.") % {"page": page} for page in pages if page.pk not in filled]
    for placement in placements:
        problems += _placement_problems(placement)
    later = Issue.objects.published().filter(publication=issue.publication_id, total_number__gte=issue.total_number)
    if later.exclude(pk=issue.pk).exists():
        problems.append(_("An issue with the same or a higher total number is published already."))
    return problems


def _placement_problems(placement: Placement) -> list[str]:
    article, title = placement.article, placement.revision.title
    if placement.revision_id != article.current_revision_id:
        return [_("“%(title)s” was changed after it was placed.") % {"title": title}]
    if article.state == Article.State.PUBLISHED and article.published_revision_id == placement.revision_id:
        return []
    if article.state != Article.State.APPROVED:
        return [
            _("“%(title)s” is not approved (%(state)s).") % {"title": title, "state": article.get_state_display()}
        ]
    return workflow.signature_problems(article)


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
