"""Atom feeds: of the whole paper, and of a column, a department or a grid area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from articles.body import without_controls
from articles.models import Article
from issues.models import Publication
from reading import querysets
from reading.full_stories import FullStory, load, portable_html, with_parts
from reading.metadata import absolute
from reading.teasers import opening, shorten

ISSUES = 2
MOST_ENTRIES = 60  # of the latest issues
MOST_OF_TOPIC = 30
SUMMARY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is a feed of. Readers' programs show the title as the subscription's name, so it never changes."""

    title: str
    subtitle: str
    page: str  # path of the page that shows the same
    path: str  # of the feed itself


class StoryFeed(Atom1Feed):
    """Atom with whole texts, whose ``updated`` is the latest change that readers saw: caches compare it."""

    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self) -> datetime:
        """When the latest of its stories was published or corrected; a fixed day before the first one."""
        return self.feed["changed_at"] or datetime(2000, 1, 1, tzinfo=UTC)

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """The feed's own elements, with a sign for lists of subscriptions."""
        super().add_root_elements(handler)
        handler.addQuickElement("icon", absolute(static("reading/favicon.svg")))

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """One entry: every author by name, and the whole text."""
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["html"], {"type": "html"})


def paper_feed(name: str, publication: Publication | None) -> StoryFeed:
    """The stories of a paper's latest issues in printed order, newest issue first; empty before the first issue."""
    issues = querysets.latest_issues(publication, ISSUES) if publication else []
    rows = querysets.stories_of(issues)[: 2 * MOST_ENTRIES]  # a story may stand in both issues
    order = list(dict.fromkeys(row["story_pk"] for row in rows))[:MOST_ENTRIES]
    stories = {story.article.pk: story for story in load(with_parts(querysets.stories().filter(pk__in=order)))}
    channel = Channel(
        title=name,
        subtitle=_("The latest issues of %(name)s") % {"name": name},
        page=reverse("reading:home"),
        path=reverse("reading:feed"),
    )
    changes = [issue.published_at for issue in issues if issue.published_at]
    return _feed(channel, name, [stories[pk] for pk in order if pk in stories], changes)


def topic_feed(channel: Channel, name: str, articles: Any) -> StoryFeed:
    """The latest stories of a column, department or grid area."""
    newest: list[Article] = list(articles.only("pk")[:MOST_OF_TOPIC])
    stories = load(with_parts(querysets.stories().filter(pk__in=[article.pk for article in newest])))
    return _feed(channel, name, stories, [])


def _feed(channel: Channel, name: str, stories: list[FullStory], changes: list[datetime]) -> StoryFeed:
    changes = changes + [story.article.corrected_at or story.article.published_at for story in stories]
    page = absolute(channel.page)
    feed = StoryFeed(
        title=without_controls(channel.title),
        link=page,
        description="",
        subtitle=without_controls(channel.subtitle),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(channel.path),
        feed_guid=page,
        author_name=without_controls(name),
        changed_at=max(changes, default=None),
    )
    for story in stories:
        _add(feed, story)
    return feed


def _add(feed: StoryFeed, story: FullStory) -> None:
    revision = story.revision
    column = [revision.column.name] if revision.column else []
    page = [story.placement.page.name] if story.placement else []
    areas = [row["name"] for row in story.article.area_rows]
    summary = shorten(revision.summary, SUMMARY_CHARACTERS) or opening(revision.body, SUMMARY_CHARACTERS)
    feed.add_item(  # Django writes the description as HTML
        title=without_controls(revision.title),
        link=story.url,
        description=escape(without_controls(summary)),
        unique_id=story.url,
        pubdate=story.article.published_at,
        updateddate=story.article.corrected_at or story.article.published_at,
        categories=[without_controls(one) for one in dict.fromkeys([*page, *column, *areas])],
        authors=[without_controls(one) for one in story.authors or story.sources],
        html=without_controls(portable_html(revision.body, story.uses, with_attached=True)),
    )
