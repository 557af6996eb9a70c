"""Public stories with every part, for those who take them elsewhere: feeds and the API.

However many stories are asked for, they come in four queries.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from articles import body
from articles.models import Article, Attribution, Byline, PhotoUse, Revision, RevisionGridArea, Transition
from issues.models import Placement
from reading import querysets
from reading.metadata import absolute
from reading.stories import photo_url

_IMAGE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r'\ssrc="/media/([^"]*)"')
_OWN_LINK = re.compile(r'(<a\b[^>]*?\shref=")(/[^"]*")')
_FIGURE = re.compile(r"<figure\b[^>]*>(?:(?!</figure>).)*</figure>", re.DOTALL)
_EMPTY_FIGURE = re.compile(r"<figure\b[^>]*>\s*</figure>|<p>\s*</p>")


@dataclass(slots=True)
class FullStory:
    """A public story with its parts; ``article`` has its public revision and column loaded.

    ``bylines``, ``attributions`` and ``areas`` are dictionaries in printed order; ``corrections`` are what readers were
    told, latest first; ``placement`` is the newest in print, with page, issue and publication.
    """

    article: Any
    uses: list[PhotoUse] = field(default_factory=list)
    placement: Placement | None = None
    corrections: list[str] = field(default_factory=list)

    @property
    def revision(self) -> Revision:
        """The text that readers see."""
        return self.article.published_revision

    @property
    def url(self) -> str:
        """The address of the story, with scheme and host."""
        return absolute(self.article.get_absolute_url())

    @property
    def authors(self) -> list[str]:
        """The persons named, in printed order, each once."""
        return list(dict.fromkeys(row["name"] for row in self.article.byline_rows))

    @property
    def sources(self) -> list[str]:
        """The departments named, as printed."""
        return [row["name"] for row in self.article.attribution_rows]


def with_parts(articles: QuerySet[Article]) -> QuerySet[Any]:
    """Public articles with revision and column, and their small parts as lists of dictionaries, in one query."""
    of_revision = {"revision": OuterRef("published_revision")}
    bylines = Byline.objects.filter(**of_revision).order_by("order")
    attributions = Attribution.objects.filter(**of_revision).order_by("order")
    areas = RevisionGridArea.objects.filter(**of_revision).order_by("grid_area__number")
    return articles.select_related("published_revision__column").annotate(
        byline_rows=ArraySubquery(bylines.values(row=JSONObject(name="name", role="role", note="note"))),
        attribution_rows=ArraySubquery(
            attributions.values(row=JSONObject(name="printed_name", slug="department__slug"))
        ),
        area_rows=ArraySubquery(
            areas.values(row=JSONObject(pk="grid_area_id", name="grid_area__name", slug="grid_area__slug"))
        ),
    )


def with_boundaries(articles: QuerySet[Any]) -> QuerySet[Any]:
    """The same, each with the boundaries of its areas, in the order of ``area_rows``."""
    areas = RevisionGridArea.objects.filter(revision=OuterRef("published_revision")).order_by("grid_area__number")
    return articles.annotate(
        boundary_rows=ArraySubquery(areas.values(row=JSONObject(boundary=F("grid_area__boundary"))))
    )


def load(articles: Iterable[Any]) -> list[FullStory]:
    """The stories of a query of ``with_parts``, or of a part of it, in its order."""
    found = [FullStory(article) for article in articles]
    by_revision = {story.article.published_revision_id: story for story in found}
    by_article = {story.article.pk: story for story in found}
    if not found:
        return []
    for use in PhotoUse.objects.filter(revision__in=by_revision).select_related("photo").order_by("order"):
        by_revision[use.revision_id].uses.append(use)
    for placement in _newest_placements(by_article):
        placement.page.issue = placement.issue  # the page's address asks for it
        by_article[placement.article_id].placement = placement
    for pk, notes in _corrections(story.article for story in found).items():
        by_article[pk].corrections = notes
    return found


def _newest_placements(articles: Iterable[int]) -> QuerySet[Placement]:
    return (
        querysets.published_placements()
        .filter(article__in=articles)
        .select_related("page", "issue__publication")
        .order_by("article_id", "-issue__date", "-issue_id")
        .distinct("article_id")
    )


def _corrections(articles: Iterable[Article]) -> dict[int, list[str]]:
    """What readers were told of each corrected story, latest first; no query where none was corrected."""
    corrected = [article.pk for article in articles if article.corrected_at]
    if not corrected:
        return {}
    shown = Transition.objects.filter(
        article=OuterRef("article"), revision_number=OuterRef("number"), state=Article.State.PUBLISHED
    )
    rows = (
        Revision.objects.filter(article__in=corrected)
        .exclude(correction_note="")
        .filter(Exists(shown))
        .order_by("article_id", "-number")
        .values_list("article_id", "correction_note")
    )
    notes: dict[int, list[str]] = defaultdict(list)
    for pk, note in rows:
        notes[pk].append(note)
    return notes


def portable_html(html: str, uses: Sequence[PhotoUse], *, with_attached: bool = False) -> str:
    """A body for another site: our addresses with scheme and host, only the photos that the revision lists.

    ``with_attached`` puts the photos that stand above the text at its beginning.
    """
    listed = {str(use.photo.file): use for use in uses}

    def use_of(tag: str) -> PhotoUse | None:
        source = _SOURCE.search(tag)
        return listed.get(source[1]) if source else None

    def image(found: re.Match[str]) -> str:
        use = use_of(found[0])
        return _image(use) if use else ""

    def figure(found: re.Match[str]) -> str:
        tag = _IMAGE.search(found[0])
        use = use_of(tag[0]) if tag else None
        if use is None or "</figcaption>" in found[0]:
            return found[0]
        return found[0].replace("</figure>", f"{_caption(use)}</figure>")

    clean = _IMAGE.sub(image, _FIGURE.sub(figure, str(body.render(html))))
    clean = _OWN_LINK.sub(lambda found: f"{found[1]}{absolute(found[2])}", clean)
    clean = _EMPTY_FIGURE.sub("", clean)
    attached = [use for use in uses if not use.inline] if with_attached else []
    return "".join(map(_figure, attached)) + clean


def _image(use: PhotoUse) -> str:
    photo = use.photo
    source, words = absolute(photo_url(str(photo.file))), escape(use.alternative_text)
    return f'<img src="{escape(source)}" width="{photo.width}" height="{photo.height}" alt="{words}">'


def _figure(use: PhotoUse) -> str:
    return f"<figure>{_image(use)}{_caption(use)}</figure>"


def _caption(use: PhotoUse) -> str:
    words = escape("　".join(part for part in (use.caption, use.credit) if part), quote=False)
    return f"<figcaption>{words}</figcaption>" if words else ""
