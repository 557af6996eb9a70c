"""What readers are told on a page that stands in for one that cannot be made now."""

from __future__ import annotations

import re
from html import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from newsroom.edge.pages import StoredPage

_MAIN = re.compile(rb"<main\b[^>]*>", re.IGNORECASE)


def with_notice(page: StoredPage) -> StoredPage:
    """The page with a line at the head of its content that says it is the last known one; feeds as they are.

    Its validator is another than that of the page itself, so nobody keeps the line once the database is back.
    """
    with translation.override(settings.LANGUAGE_CODE):  # this thread may have answered somebody's desk before
        words = escape(_("The database does not answer right now: this is the page as it was last known."))
    line = f'<p class="note" role="status">{words}</p>'.encode()
    body = _MAIN.sub(lambda found: found[0] + line, page.body, count=1)
    return page if body == page.body else StoredPage(page.version, page.headers, body)
