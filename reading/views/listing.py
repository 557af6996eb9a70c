"""What all lists of stories share."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.models import Article
from reading import querysets
from reading.pagination import paginate
from reading.stories import from_rows, with_pictures


def listed_stories(request: HttpRequest, articles: QuerySet[Article]) -> Page[Any]:
    """The page of stories that the request asks for, with pictures."""
    listed = paginate(request, querysets.story_rows(articles))
    listed.object_list = with_pictures(from_rows(listed.object_list))
    return listed


def list_title(name: str, number: int) -> str:
    """The title of a page of a list."""
    return name if number == 1 else _("%(name)s, page %(number)d of the list") % {"name": name, "number": number}
