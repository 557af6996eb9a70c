"""What must hold before a page is set for proofing, signed or released; every problem in words that say how to mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Article
from articles.signatures import signature_problems
from issues.layout.model import IssueLayout
from issues.models import Page, Placement
from issues.typesetting.setting import copyfit

_PARTS = ("bylines", "attributions", "grid_areas", "photo_uses")


def text_problems(page: Page) -> list[str]:
    """Placed texts of a page, parts of jumped stories included, that are not the approved ones."""
    placements = (
        Placement.objects.filter(Q(page=page) | Q(blocks__page=page))
        .distinct()
        .select_related("revision", "article__current_revision")
        .prefetch_related("article__sign_offs", *(f"article__current_revision__{part}" for part in _PARTS))
        .order_by("order", "pk")
    )
    return [problem for placement in placements for problem in _text_problems(placement)]


def _text_problems(placement: Placement) -> list[str]:
    article = placement.article
    title = {"title": placement.revision.title, "state": article.get_state_display()}
    if placement.revision_id != article.current_revision_id:
        return [_("“%(title)s” was changed after it was placed. Place the approved text, or wait for it.") % title]
    if article.state == Article.State.PUBLISHED and article.published_revision_id == placement.revision_id:
        return []
    if article.state != Article.State.APPROVED:
        return [_("“%(title)s” is not approved (%(state)s).") % title]
    return signature_problems(article)


def plan_problems(layout: IssueLayout, page: Page) -> list[str]:
    """What the plan of a page lacks: stories without a block, overset blocks, shapes that cannot be set."""
    return list(_plan_problems(layout, page))


def _plan_problems(layout: IssueLayout, page: Page) -> Iterator[str]:
    planned = next(each for each in layout.pages if each.sequence == page.sequence)
    if not planned.blocks:
        yield _("%(page)s is empty.") % {"page": page}
    headlines = {story.key: story.headline for story in layout.stories}
    placed = {block.story for each in layout.pages for block in each.blocks}
    for story in layout.stories:
        if story.page_wish == page.sequence and story.key not in placed:
            yield _("“%(title)s” has no place on the page yet.") % {"title": story.headline}
    area = layout.style.area(page.sequence, max(each.sequence for each in layout.pages))
    for block in planned.blocks:
        if not area.contains(block.rect):
            title = headlines[block.story]
            yield _("“%(title)s” stands outside the type area. Move it on the page.") % {"title": title}
    here = {block.story for block in planned.blocks}
    for fit in copyfit(layout):
        if fit.story not in here or not fit.overset:
            continue
        words = {"title": headlines[fit.story], "count": fit.characters_over, "why": "; ".join(fit.problems)}
        if fit.problems:
            yield _("“%(title)s” cannot be set: %(why)s") % words
        else:
            yield _("“%(title)s” is overset by %(count)d characters.") % words


def glyph_problems(layout: IssueLayout, missing: dict[str, list[str]]) -> Iterable[str]:
    """Characters that no font of the page style has."""
    for key, characters in missing.items():
        words = {"title": layout.story(key).headline, "characters": " ".join(characters)}
        yield _("“%(title)s”: no font has %(characters)s. Change the text, or add a font to the page style.") % words
