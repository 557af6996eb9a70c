"""Publishing an issue: every placed revision checked once more with the rows locked, then all of it or nothing.

An issue is published at once or for a later hour. What is published for later is done altogether now, and readers see
it from its hour on (``published()``), whether or not anything runs at that minute. Withdrawing takes the issue, and
the articles that came out with it, off again; nothing is lost, and it is published again in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles import workflow
from articles.errors import Incomplete, NotPermitted, WorkflowError, WrongState
from articles.models import Article
from articles.signatures import signature_problems
from articles.submission import submission_lacks
from articles.verbs import verb
from issues.editions import edition_problems
from issues.layout.model import IssueLayout
from issues.models import Issue, Page, PageSignOff, Placement, Publication
from issues.proofreading import blocking
from issues.proofs.files import issue_pdf_stored, store_issue_pdf
from issues.proofs.standing import PageStanding, issue_standing
from issues.typesetting.plan import BadStyle, stored_layout
from issues.typesetting.setting import copyfit

LONGEST_WAIT = timedelta(days=60)  # for which an issue is published ahead


class Cure(StrEnum):
    """Where an open point is mended."""

    ARTICLE = "article"
    PLAN = "plan"
    BOARD = "board"
    PROOFS = "proofs"
    NUMBERS = "numbers"
    IMPRINT = "imprint"


@dataclass(frozen=True)
class OpenPoint:
    """One thing that keeps an issue from being published, and where it is mended."""

    message: str
    page: Page | None = None
    article: Article | None = None
    cure: Cure = Cure.PLAN


@dataclass(frozen=True)
class Check:
    """One line of the checklist: what is asked, and what is open; nothing open means it is fulfilled."""

    label: str
    points: tuple[OpenPoint, ...]


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
    content = [
        Check(_("Every page carries an article"), tuple(empty)),
        Check(_("The pages show the articles' latest text"), tuple(p for each in placements for p in _changed(each))),
        Check(_("Every article is approved"), tuple(p for each in placements for p in _unapproved(each))),
        Check(
            _("Three people signed exactly the text that is printed"),
            tuple(p for each in placements for p in _unsigned(each)),
        ),
        Check(
            _("Photos carry alternative text, and consent where minors are shown"),
            tuple(p for each in placements for p in _photo_lacks(each)),
        ),
    ]
    content.append(
        Check(_("No finding of the proofreader holds the issue back"), tuple(_doubt_points(issue, placements)))
    )
    if issue.origin == Issue.Origin.MADE:
        content += _print_checks(issue, pages, placements)
    return [*content, Check(_("The numbers of the issues are unique and ascend"), tuple(_number_points(issue)))]


def _doubt_points(issue: Issue, placements: list[Placement]) -> list[OpenPoint]:
    placed = {placement.revision_id: placement for placement in placements}
    revisions = [placement.revision for placement in placements]
    return [
        OpenPoint(
            _("“%(title)s”: %(what)s (“%(words)s”)")
            % {"title": revision.title, "what": doubt.finding.message, "words": doubt.words or doubt.quote},
            page=placed[revision.pk].page,
            article=placed[revision.pk].article,
            cure=Cure.ARTICLE,
        )
        for revision, doubt in blocking(revisions, issue.publication, issue.date)
    ]


def _print_checks(issue: Issue, pages: list[Page], placements: list[Placement]) -> list[Check]:
    """What is asked of pages that are printed here; an issue from the archive was printed long ago."""
    imprint = Check(_("The imprint is complete"), tuple(_imprint_points(issue.publication)))
    try:
        layout = stored_layout(issue)
    except BadStyle as error:
        return [Check(_("The page style can be used"), (OpenPoint(str(error), cure=Cure.IMPRINT),)), imprint]
    return [
        Check(_("Every article has its place, and nothing is overset"), tuple(_fit_points(layout, pages, placements))),
        Check(
            _("Every page is proofed three times and released to print"),
            tuple(_release_points(issue, layout, {placement.page_id for placement in placements})),
        ),
        imprint,
    ]


def _fit_points(layout: IssueLayout, pages: list[Page], placements: list[Placement]) -> list[OpenPoint]:
    by_key = {f"p{placement.pk}": placement for placement in placements}
    by_number = {page.sequence: page for page in pages}
    headlines = {story.key: story.headline for story in layout.stories}
    found = []
    placed = {block.story for page in layout.pages for block in page.blocks}
    for key, placement in by_key.items():
        if key not in placed:
            message = _("“%(title)s” has no place on the page yet.") % {"title": headlines[key]}
            found.append(OpenPoint(message, page=placement.page, cure=Cure.BOARD))
    for fit in copyfit(layout):
        if fit.overset:
            message = _("“%(title)s” is overset by %(count)d characters.") % {
                "title": headlines[fit.story],
                "count": fit.characters_over,
            }
            if fit.problems:
                message = _("“%(title)s” cannot be set: %(why)s") % {
                    "title": headlines[fit.story],
                    "why": "; ".join(fit.problems),
                }
            found.append(OpenPoint(message, page=by_number[fit.page], cure=Cure.BOARD))
    return found


def _release_points(issue: Issue, layout: IssueLayout, filled: set[int]) -> list[OpenPoint]:
    """Pages that are not released; those that are still empty are named above."""
    return [
        OpenPoint(_why_not_released(standing), page=standing.page, cure=Cure.PROOFS)
        for standing in issue_standing(issue, layout)
        if (not standing.is_released or standing.open_marks) and standing.page.pk in filled
    ]


def _why_not_released(standing: PageStanding) -> str:
    page = {"page": str(standing.page), "step": str(PageSignOff.Step(standing.due).label) if standing.due else ""}
    if standing.is_released:
        return _("%(page)s is released, but marks on it are still open.") % page
    if standing.set_page is None:
        if standing.voided:
            return _("%(page)s was changed after it was proofed; it is proofed anew.") % page
        return _("%(page)s has no proof yet.") % page
    if standing.due == PageSignOff.Step.RELEASE:
        return _("%(page)s is proofed and waits for its release to print.") % page
    return _("%(page)s waits for: %(step)s.") % page


def _imprint_points(publication: Publication) -> list[OpenPoint]:
    """Fields that the imprint must print by the publication's identity and that are empty."""
    names = (
        ("permit_number", "editor_unit", "recipients", "printer", "print_run")
        if publication.is_internal
        else ("cn_number", "sponsor", "editor_unit", "address", "printer")
    )
    fields = {field.name: field.verbose_name for field in publication._meta.fields}
    return [
        OpenPoint(_("The imprint lacks: %(field)s.") % {"field": fields[name]}, cure=Cure.IMPRINT)
        for name in names
        if not getattr(publication, name)
    ]


def _number_points(issue: Issue) -> list[OpenPoint]:
    points = [OpenPoint(problem.message, cure=Cure.NUMBERS) for problem in edition_problems(issue)]
    later = Issue.objects.filter(
        publication=issue.publication_id, state=Issue.State.PUBLISHED, total_number__gte=issue.total_number
    )
    # an issue of the archive, or one that was out before, fills the gap that its number has
    is_new = issue.origin == Issue.Origin.MADE and issue.withdrawn_at is None
    if is_new and later.exclude(pk=issue.pk).exists():
        message = _("An issue with the same or a higher total number is published already.")
        points.append(OpenPoint(message, cure=Cure.NUMBERS))
    return points


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
    return [OpenPoint(message, page=placement.page, article=article, cure=Cure.ARTICLE)]


def _unsigned(placement: Placement) -> list[OpenPoint]:
    article = placement.article
    if article.state != Article.State.APPROVED or placement.revision_id != article.current_revision_id:
        return []
    problems = signature_problems(article)
    return [OpenPoint(message, page=placement.page, article=article, cure=Cure.ARTICLE) for message in problems]


def _photo_lacks(placement: Placement) -> list[OpenPoint]:
    """Photos of the placed text without what readers or the people on them are owed."""
    if placement.revision_id != placement.article.current_revision_id or placement.article.current_revision is None:
        return []
    return [
        OpenPoint(
            f"“{placement.revision.title}”: {lack.message}",
            page=placement.page,
            article=placement.article,
            cure=Cure.ARTICLE,
        )
        for lack in submission_lacks(placement.article.current_revision)
        if lack.photo
    ]


def publish_issue(issue: Issue, *, by: User, at: datetime | None = None) -> Issue:
    """Publish an issue and every article placed in it, in one transaction; ``at`` a later moment, or now.

    The PDF of the issue is written first: a file that nobody refers to harms nobody.
    """
    if allows(by, Permission.PUBLISH_ISSUES) and issue.origin == Issue.Origin.MADE:
        standings = issue_standing(issue)
        if standings and all(standing.is_released for standing in standings):
            store_issue_pdf(issue, standings)
    return _publish(issue, by=by, at=at)


@verb("issue.publish")
def _publish(issue: Issue, *, by: User, at: datetime | None) -> Issue:
    if not allows(by, Permission.PUBLISH_ISSUES):
        raise NotPermitted(_("Only the chief editor publishes an issue."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published already."))
    now = clock.now()
    moment = _moment_of(issue, now) if at is None else at
    if at is not None and (issue.origin == Issue.Origin.ARCHIVE or not now < at <= now + LONGEST_WAIT):
        raise WorkflowError(
            _("Choose an hour that is still to come, at most %(days)d days ahead.") % {"days": LONGEST_WAIT.days}
        )
    # Lock every article, always in the same order, before looking: nothing changes under the checks.
    ids = issue.placements.values_list("article_id", flat=True)
    articles = list(Article.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",)))
    if problems := publishing_problems(issue):
        raise Incomplete(problems)
    if at is not None and (waiting := [article for article in articles if _corrects(article)]):
        raise Incomplete([_correction_first(article) for article in waiting])
    for article in articles:
        if article.state == Article.State.APPROVED:
            current = article.current_revision
            workflow.publish(article, by=by, expected_revision=current.number if current else 0, at=moment)
    if issue.origin == Issue.Origin.MADE:
        standings = issue_standing(issue)
        issue.pdf_name, issue.pdf_hash = issue_pdf_stored(issue, standings)
        _show_printed(standings)
    issue.state = Issue.State.PUBLISHED
    issue.published_at = moment
    issue.published_by = by
    issue.withdrawn_at, issue.withdrawal_reason = None, ""
    issue.save(
        update_fields=[
            *("state", "published_at", "published_by", "withdrawn_at", "withdrawal_reason", "pdf_name", "pdf_hash")
        ]
    )
    detail: dict[str, Any] = {"articles": len(articles)} | ({"scheduled": at.isoformat()} if at else {})
    audit.record("issue.publish", by=by, target=issue, **detail)
    return issue


def _moment_of(issue: Issue, now: datetime) -> datetime:
    """From when on readers have it: now; what comes from the archive came out on the morning of its own day."""
    if issue.origin == Issue.Origin.MADE:
        return now
    return min(now, timezone.make_aware(datetime.combine(issue.date, time(8))))


def _corrects(article: Article) -> bool:
    """Whether publishing the article replaces a text that readers see."""
    return article.state == Article.State.APPROVED and article.published_revision_id is not None


def _correction_first(article: Article) -> str:
    message = _("“%(title)s” corrects a text that readers see: publish the correction at once, then set the hour.")
    return message % {"title": article}


def _show_printed(standings: Sequence[PageStanding]) -> None:
    """Show readers the pages as they were released. Cleared first: a set page is printed on one page only."""
    for standing in standings:
        standing.page.printed = standing.set_page
        standing.page.save(update_fields=["printed"])


@verb("issue.withdraw")
def withdraw_issue(issue: Issue, *, by: User, reason: str = "") -> Issue:
    """Take an issue, and the articles that came out with it, off again; it can be changed and published again.

    What was public ahead of the issue stays public. A reason is needed once readers could see it; an issue whose hour
    has not come is simply taken back.
    """
    if not allows(by, Permission.PUBLISH_ISSUES):
        raise NotPermitted(_("Only the chief editor withdraws an issue."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
    if issue.state != Issue.State.PUBLISHED:
        raise WrongState(_("Only a published issue is withdrawn."))
    was_out = not issue.is_scheduled
    reason = " ".join(reason.split())
    limit = Issue._meta.get_field("withdrawal_reason").max_length or 0
    if was_out and not reason:
        raise Incomplete([_("Say why the issue is withdrawn; the reason stays in the audit trail.")])
    if len(reason) > limit:
        raise Incomplete([_("The reason has at most %(limit)d characters.") % {"limit": limit}])
    ids = issue.placements.filter(article__published_at=issue.published_at).values_list("article_id", flat=True)
    articles = list(Article.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",)))
    for article in articles:
        current = article.current_revision
        workflow.take_back(article, by=by, expected_revision=current.number if current else 0)
    issue.state = Issue.State.PLANNED
    issue.published_at = issue.published_by = None
    if was_out:
        issue.withdrawn_at, issue.withdrawal_reason = clock.now(), reason
    issue.save(update_fields=["state", "published_at", "published_by", "withdrawn_at", "withdrawal_reason"])
    audit.record("issue.withdraw", by=by, target=issue, reason=reason, articles=len(articles), was_out=was_out)
    return issue
