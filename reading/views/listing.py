"""What all lists of stories share."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.models import Article
from reading import querysets
from reading.pagination import paginate
from reading.stories import from_rows, with_pictures


def listed_stories(request: HttpRequest, articles: QuerySet[Article], name: Hashable) -> Page[Any]:
    """The page of stories that the request asks for, with pictures; ``name`` is what the list is counted under."""
    listed = paginate(request, querysets.story_rows(articles), counted=name)
    listed.object_list = with_pictures(from_rows(listed.object_list))
    return listed


def found_stories(request: HttpRequest, articles: list[int]) -> Page[Any]:
    """The same for stories that were found before, by their keys in order."""
    listed = paginate(request, articles)
    rows = querysets.story_rows(querysets.stories().filter(pk__in=listed.object_list))
    stories = {story.pk: story for story in with_pictures(from_rows(rows))}
    listed.object_list = [stories[pk] for pk in listed.object_list if pk in stories]
    return listed


def list_title(name: str, number: int) -> str:
    """The title of a page of a list."""
    return name if number == 1 else _("%(name)s, page %(number)d of the list") % {"name": name, "number": number}
