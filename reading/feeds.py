"""The Atom feed of the latest issues."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.body import without_controls
from issues.models import Issue, Publication
from reading import querysets
from reading.stories import Story

ISSUES = 2
MOST_ENTRIES = 60


class IssueFeed(Atom1Feed):
    """Atom whose ``updated`` is the latest change that readers saw, never the moment of asking: caches compare it."""

    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self) -> datetime:
        """When the latest issue was published or a story in it corrected; a fixed day before the first one."""
        return self.feed["changed_at"] or datetime(2000, 1, 1, tzinfo=UTC)


def latest_issues_feed(name: str, publication: Publication | None) -> IssueFeed:
    """The stories of a paper's latest issues, newest first; without entries before the first issue.

    Readers' programs show the title as the name of the subscription, so it is the paper's and never changes.
    """
    home = f"{settings.SITE_URL}{reverse('reading:home')}"
    issues = querysets.latest_issues(publication, ISSUES) if publication else []
    entries = _entries(issues)
    changes = [issue.published_at for issue in issues if issue.published_at]
    changes += [story.corrected_at for story, _page in entries if story.corrected_at]
    feed = IssueFeed(
        title=without_controls(name),
        link=home,
        description="",
        subtitle=without_controls(_("The latest issues of %(name)s") % {"name": name}),
        language=settings.LANGUAGE_CODE,
        feed_url=f"{settings.SITE_URL}{reverse('reading:feed')}",
        feed_guid=home,
        author_name=without_controls(name),
        changed_at=max(changes, default=None),
    )
    for story, page in entries:
        _add(feed, story, page)
    return feed


def _entries(issues: list[Issue]) -> list[tuple[Story, str]]:
    """Each story once, with the page it stands on: the newest issue first, within it by page and rank."""
    entries: dict[int, tuple[Story, str]] = {}
    for row in querysets.stories_of(issues)[: 2 * MOST_ENTRIES]:  # a story may stand in both issues
        story = Story.from_row(row)
        entries.setdefault(story.pk, (story, row["page__name"]))
    return list(entries.values())[:MOST_ENTRIES]


def _add(feed: IssueFeed, story: Story, page: str) -> None:
    link = f"{settings.SITE_URL}{story.url}"
    feed.add_item(
        title=without_controls(story.title),
        link=link,
        description=without_controls(story.summary),
        unique_id=link,
        pubdate=story.published_at,
        updateddate=story.changed_at,
        categories=[without_controls(name) for name in (page, story.column) if name],
    )
