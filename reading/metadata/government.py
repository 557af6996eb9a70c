"""The META of government sites, under the names that the state's guideline for their pages gives.

Pages of a site name the site; lists name their column (栏目) as well; articles name column and article. A value that is
not entered leaves its name out: an empty content counts as a fault in the inspection of sites.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from articles.body import without_controls
from issues.models import Publication
from reading.metadata.addresses import absolute, domain
from reading.metadata.heads import ArticleFacts, Head

Metas = dict[str, str]
MOST_KEYWORDS = 8


def metas(head: Head, site_name: str, publication: Publication | None) -> tuple[tuple[str, str], ...]:
    """Every (name, content) pair of a page, in the guideline's order; what the view names itself stands."""
    found = _of_site(site_name, publication)
    if head.article:
        found |= _of_article(head, head.article, site_name, publication)
    elif head.title and head.path:
        found |= _of_column(head, site_name)
    found |= _of_any_page(head, site_name, found)
    found |= dict(head.metas)
    flat = {name: " ".join(without_controls(content).split()) for name, content in found.items()}
    return tuple((name, content) for name, content in flat.items() if content)


def _of_site(site_name: str, publication: Publication | None) -> Metas:
    return {
        "SiteName": site_name,
        "SiteDomain": domain(),
        "SiteIDCode": publication.site_code if publication else "",
    }


def _of_column(head: Head, site_name: str) -> Metas:
    section = head.parents[0].name if head.parents else head.title
    return {
        "ColumnName": head.title,
        "ColumnDescription": head.description or f"{site_name} {head.title}",
        "ColumnKeywords": listed([head.title, *(parent.name for parent in head.parents), site_name]),
        "ColumnType": section,
    }


def _of_article(head: Head, article: ArticleFacts, site_name: str, publication: Publication | None) -> Metas:
    column = article.column.name if article.column else article.page.name if article.page else site_name
    editors = publication.editor_unit or publication.name if publication else site_name
    return {
        "ColumnName": column,
        "ColumnDescription": article.column_description or f"{site_name} {column}",
        "ColumnKeywords": listed([column, site_name]),
        "ColumnType": head.parents[0].name if head.parents else column,
        "ArticleTitle": head.title,
        "PubDate": f"{timezone.localtime(article.published_at):%Y-%m-%d %H:%M}",
        "ContentSource": "、".join(article.sources) or editors,
        "Keywords": listed(keywords(article)),
        "Author": "、".join(article.authors or article.sources) or editors,
    }


def _of_any_page(head: Head, site_name: str, so_far: Metas) -> Metas:
    return {
        "Keywords": so_far.get("Keywords") or so_far.get("ColumnKeywords") or site_name,
        "Description": head.described(site_name),
        "Image": head.absolute_image,
        "Url": absolute(head.path) if head.path else "",
    }


def keywords(article: ArticleFacts) -> list[str]:
    """What a story is about: its own keywords, then its areas, column and sources."""
    column = [article.column.name] if article.column else []
    return [*article.keywords, *(area.name for area in article.areas), *column, *article.sources]


def listed(words: Iterable[str]) -> str:
    """Words separated as the guideline asks, each once."""
    return ",".join(list(dict.fromkeys(word for word in words if word))[:MOST_KEYWORDS])
