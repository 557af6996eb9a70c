"""A page in the words of schema.org, as one JSON-LD document."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from issues.models import Issue, Page, Publication
from reading.metadata.addresses import absolute
from reading.metadata.government import keywords
from reading.metadata.heads import ArticleFacts, Crumb, Head

Thing = dict[str, Any]
LANGUAGE = "zh-Hans"
MOST_HEADLINE = 110  # characters that search engines show
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def document(head: Head, site_name: str, publication: Publication | None) -> SafeString:
    """The graph of a page as text that may stand inside a ``script`` element; empty for a page without an address."""
    if not head.path:
        return SafeString("")
    things = [_site(head, site_name), publisher(site_name, publication)]
    if head.article:
        things.append(_article(head, head.article))
    elif head.issue:
        things.append(_issue_page(head, head.issue))
    elif head.title:
        things.append(_list(head))
    if head.title:
        things.append(_trail(head))
    return as_script({"@context": "https://schema.org", "@graph": [_filled(thing) for thing in things]})


def as_script(value: Any) -> SafeString:
    """JSON in which nothing can end the element it stands in, whatever the values hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 -- no "<" is left in it


def identifier(name: str) -> str:
    """The name of a thing in the graph."""
    return absolute(f"/#{name}")


def moment(when: datetime) -> str:
    """A time as ISO 8601 writes it, with the site's offset."""
    return timezone.localtime(when).isoformat(timespec="seconds")


def _filled(value: Any) -> Any:
    """The same without what is empty."""
    if isinstance(value, dict):
        return {name: _filled(part) for name, part in value.items() if part not in ("", None, [], {})}
    if isinstance(value, list):
        return [_filled(part) for part in value]
    return value


def _site(head: Head, site_name: str) -> Thing:
    site: Thing = {
        "@type": "WebSite",
        "@id": identifier("website"),
        "url": absolute(reverse("reading:home")),
        "name": site_name,
        "inLanguage": LANGUAGE,
        "publisher": {"@id": identifier("publisher")},
    }
    if not head.title:  # search engines look for it on the home page alone
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute(f"{reverse('reading:search')}?q={{search_term_string}}"),
            },
            "query-input": "required name=search_term_string",
        }
    return site


def publisher(site_name: str, publication: Publication | None) -> Thing:
    """Who publishes: the paper, with how to reach it."""
    address: Thing = {}
    if publication and publication.address:
        address = {
            "@type": "PostalAddress",
            "streetAddress": publication.address,
            "addressLocality": f"{publication.city}{publication.district}{publication.street}",
            "addressCountry": "CN",
        }
    return {
        "@type": "NewsMediaOrganization",
        "@id": identifier("publisher"),
        "name": publication.name if publication else site_name,
        "url": absolute(reverse("reading:home")),
        "parentOrganization": {"@type": "GovernmentOrganization", "name": publication.sponsor}
        if publication and publication.sponsor
        else None,
        "address": address,
        "telephone": publication.telephone if publication else "",
        "email": publication.email if publication else "",
        "publishingPrinciples": absolute(reverse("reading:about")),
    }


def _trail(head: Head) -> Thing:
    home = Crumb(pgettext("the first page of the site", "Home"), reverse("reading:home"))
    steps = [home, *head.parents, Crumb(head.title, head.path)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step.name, "item": absolute(step.path)}
            for position, step in enumerate(steps, start=1)
        ],
    }


def _list(head: Head) -> Thing:
    return {
        "@type": "CollectionPage",
        "@id": head.canonical,
        "url": head.canonical,
        "name": head.title,
        "description": head.description,
        "inLanguage": LANGUAGE,
        "isPartOf": {"@id": identifier("website")},
    }


def _periodical(publication: Publication) -> Thing:
    number = publication.permit_number if publication.is_internal else publication.cn_number
    label = _("Permit number") if publication.is_internal else _("CN number")
    return {
        "@type": "Periodical" if publication.is_internal else "Newspaper",
        "@id": identifier(f"periodical-{publication.slug}"),
        "name": publication.name,
        "identifier": {"@type": "PropertyValue", "name": label, "value": number},
        "publisher": {"@id": identifier("publisher")},
        "inLanguage": LANGUAGE,
    }


def _issue(issue: Issue) -> Thing:
    url = absolute(issue.get_absolute_url())
    return {
        "@type": "PublicationIssue",
        "@id": url,
        "url": url,
        "name": str(issue),
        "issueNumber": str(issue.number),
        "datePublished": issue.date.isoformat(),
        "inLanguage": LANGUAGE,
        "isPartOf": _periodical(issue.publication),
        "publisher": {"@id": identifier("publisher")},
    }


def _issue_page(head: Head, issue: Issue) -> Thing:
    """An issue, or a page of it, which is a collection that belongs to the issue."""
    whole = _issue(issue)
    if head.canonical == whole["url"]:
        return whole | {"description": head.description}
    return _list(head) | {"isPartOf": whole}


def _article(head: Head, article: ArticleFacts) -> Thing:
    return {
        "@type": "NewsArticle",
        "@id": head.canonical,
        "url": head.canonical,
        "mainEntityOfPage": head.canonical,
        "headline": head.title[:MOST_HEADLINE],
        "alternativeHeadline": "　".join(part for part in (article.kicker, article.subtitle) if part),
        "description": head.description,
        "datePublished": moment(article.published_at),
        "dateModified": moment(article.changed_at),
        "author": _authors(article),
        "publisher": {"@id": identifier("publisher")},
        "image": [
            {"@type": "ImageObject", "url": absolute(path), "width": width, "height": height, "caption": words}
            for path, width, height, words in article.images
        ],
        "articleSection": article.column.name if article.column else "",
        "keywords": list(dict.fromkeys(keywords(article))),
        "contentLocation": [
            {"@type": "Place", "name": area.name, "url": absolute(area.path)} for area in article.areas
        ],
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "wordCount": article.characters or None,
        "correction": [{"@type": "CorrectionComment", "text": words} for words in article.corrections],
        **_in_print(article.issue, article.page),
    }


def _in_print(issue: Issue | None, page: Page | None) -> Thing:
    if issue is None or page is None:
        return {"isPartOf": {"@id": identifier("website")}}
    return {"isPartOf": _issue(issue), "printPage": str(page.sequence), "printSection": page.name}


def _authors(article: ArticleFacts) -> list[Thing]:
    if article.authors:
        return [{"@type": "Person", "name": name} for name in article.authors]
    if article.sources:
        return [{"@type": "GovernmentOrganization", "name": name} for name in article.sources]
    return [{"@type": "NewsMediaOrganization", "@id": identifier("publisher"), "url": settings.SITE_URL}]
