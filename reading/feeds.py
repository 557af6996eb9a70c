"""The Atom feed of the latest issue."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.body import without_controls
from issues.models import Issue
from reading import querysets
from reading.sheets import sheets
from reading.stories import Story


class IssueFeed(Atom1Feed):
    """Atom whose ``updated`` is the publication of the issue, never the moment of asking: caches compare it."""

    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self) -> datetime:
        """When the issue was published; a fixed day before the first one."""
        return self.feed["published_at"] or datetime(2000, 1, 1, tzinfo=UTC)


def latest_issue_feed(name: str, issue: Issue | None) -> IssueFeed:
    """A feed with the stories of an issue in printed order; without entries before the first issue."""
    home = f"{settings.SITE_URL}{reverse('reading:home')}"
    feed = IssueFeed(
        title=without_controls(f"{name} {issue}" if issue else name),
        link=f"{settings.SITE_URL}{issue.get_absolute_url()}" if issue else home,
        description="",
        subtitle=without_controls(_("The latest issue of %(name)s") % {"name": name}),
        language=settings.LANGUAGE_CODE,
        feed_url=f"{settings.SITE_URL}{reverse('reading:feed')}",
        feed_guid=home,
        author_name=without_controls(name),
        published_at=issue.published_at if issue else None,
    )
    if issue:
        for sheet in sheets(querysets.pages_of(issue)):
            for story in filter(None, [sheet.lead, *sheet.inside, *sheet.briefs]):
                _add(feed, story, f"{sheet.page}")
    return feed


def _add(feed: IssueFeed, story: Story, page: str) -> None:
    link = f"{settings.SITE_URL}{story.url}"
    feed.add_item(
        title=without_controls(story.title),
        link=link,
        description=without_controls(story.summary),
        unique_id=link,
        pubdate=story.published_at,
        updateddate=story.published_at,
        categories=[without_controls(name) for name in (page, story.column) if name],
    )
