"""The sheet of an article (发稿单): what it is, who signed which step with what opinion, and the text's hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.chain import last_link
from articles.models import Article, Revision, SignOff
from articles.signatures import standing_under
from articles.steps import reviews_for
from issues.models import Publication, WantedIssue
from newsroom.desk.articles.standing import standing_of
from newsroom.desk.hashes import in_groups

BEGINNING = 120  # characters of the text that stand for a missing summary
ANCHOR_DIGITS = 16  # of the chain's end; as many as verify_signoffs --anchor asks for


@dataclass(frozen=True)
class Fact:
    """One labelled field of the form; ``span`` of the form's four columns."""

    label: str
    value: str
    span: int = 1


@dataclass(frozen=True)
class Line:
    """One line of the table of signatures; ``state`` is done, open, void or returned, with its word."""

    step: str
    state: str
    word: str
    name: str = ""
    post: str = ""
    time: str = ""
    opinion: str = ""
    revision: str = ""  # which revision was signed, where it is not the sheet's


@dataclass(frozen=True)
class ArticleSheet:
    """Everything the sheet says, in words."""

    heading: str
    paper: str
    number: str
    made_at: str
    kicker: str
    title: str
    subtitle: str
    state: str
    facts: list[Fact]
    summary: str
    lines: list[Line]
    earlier: list[Line]
    content_hash: str
    hash_groups: str
    anchor: str


def shown_time(moment: datetime | None) -> str:
    """A moment as the sheets write it."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def standing_signatures(article: Article, revision: Revision, signed: Iterable[SignOff]) -> dict[str, SignOff]:
    """The approvals that count under this revision, by step."""
    if article.published_revision_id == revision.pk:
        return standing_under(revision, signed)
    return standing_of(article, signed) if article.current_revision_id == revision.pk else {}


def anchor_words() -> str:
    """The end of the audit trail's chain as it is now: what ``verify_signoffs --anchor`` is told later."""
    link = last_link()
    return f"{link.position}:{link.hash[:ANCHOR_DIGITS]}" if link else ""


def paper_name() -> str:
    """The name of the paper; empty where there is none yet."""
    return Publication.objects.values_list("name", flat=True).first() or ""


def article_sheet(article: Article, revision: Revision, numbers: dict[int, int]) -> ArticleSheet:
    """The sheet of an article's revision, loaded ``with_parts()``; ``numbers`` are its revisions' by key."""
    signed = list(article.sign_offs.all())
    standing = standing_signatures(article, revision, signed)
    return ArticleSheet(
        heading=_("Sign-off sheet"),
        paper=paper_name(),
        number=f"{article.pk:06d}-{revision.number}",
        made_at=shown_time(timezone.now()),
        kicker=revision.kicker,
        title=revision.title,
        subtitle=revision.subtitle,
        state=_state(article),
        facts=_facts(article, revision),
        summary=revision.summary or _beginning(revision.text),
        lines=_lines(article, standing),
        earlier=_earlier(signed, {sign_off.pk for sign_off in standing.values()}, numbers),
        content_hash=revision.content_hash,
        hash_groups=in_groups(revision.content_hash),
        anchor=anchor_words(),
    )


def _facts(article: Article, revision: Revision) -> list[Fact]:
    wanted = WantedIssue.objects.filter(article=article).select_related("issue__publication").first()
    credits = groupby(revision.bylines.all(), key=lambda line: line.get_role_display())
    placed = article.placements.select_related("issue__publication", "page").order_by("-issue__date")
    photos = len(revision.photo_uses.all())
    return [
        Fact(_("Kind"), revision.get_kind_display()),
        Fact(_("Grade"), article.get_grade_display()),
        Fact(_("Length"), _characters(revision.characters)),
        Fact(_("Photos"), ngettext("%(count)d photo", "%(count)d photos", photos) % {"count": photos}),
        Fact(_("Authors"), _("; ").join(f"{role} {_names(lines)}" for role, lines in credits), 2),
        Fact(_("Submitted by"), _(", ").join(line.printed_name for line in revision.attributions.all()), 2),
        Fact(_("Column"), revision.column.name if revision.column else "", 2),
        Fact(_("Grid areas"), _(", ").join(area.name for area in revision.grid_areas.all()), 2),
        Fact(_("Wanted for"), str(wanted.issue) if wanted else "", 2),
        Fact(_("Placed on"), _("; ").join(f"{p.issue} {p.page}" for p in placed), 2),
    ]


def _names(lines: Iterable[object]) -> str:
    return _(", ").join(str(line) for line in lines)


def _characters(count: int) -> str:
    return ngettext("%(count)s character", "%(count)s characters", count) % {
        "count": number_format(count, force_grouping=True)
    }


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING]}……"


def _state(article: Article) -> str:
    """Where the article stands, with the day since when."""
    if article.retracted_at:
        return _("Retracted on %(when)s") % {"when": shown_time(article.retracted_at)}
    if article.corrected_at:
        return _("Published, corrected on %(when)s") % {"when": shown_time(article.corrected_at)}
    if article.published_at:
        return _("Published on %(when)s") % {"when": shown_time(article.published_at)}
    return _("%(state)s since %(when)s") % {
        "state": article.get_state_display(),
        "when": shown_time(article.state_since),
    }


def _lines(article: Article, standing: dict[str, SignOff]) -> list[Line]:
    """A line for each review of the article's grade, signed or still open."""
    lines = []
    for review in reviews_for(article.grade):
        sign_off = standing.get(review.step)
        step = str(review.step.label)
        lines.append(_line(sign_off, "done", _("Passed")) if sign_off else Line(step, "open", _("not signed")))
    return lines


def _earlier(signed: Iterable[SignOff], counting: set[int], numbers: dict[int, int]) -> list[Line]:
    """What counts no more, in the order of signing: approvals that were overtaken, and returns."""
    return [
        _line(sign_off, "void", _("Void"), numbers.get(sign_off.revision_id))
        if sign_off.verdict == SignOff.Verdict.APPROVED
        else _line(sign_off, "returned", _("Sent back"), numbers.get(sign_off.revision_id))
        for sign_off in signed
        if sign_off.pk not in counting
    ]


def _line(sign_off: SignOff, state: str, word: str, number: int | None = None) -> Line:
    return Line(
        step=sign_off.get_step_display(),
        state=state,
        word=word,
        name=sign_off.signer_name,
        post=sign_off.signer_post,
        time=shown_time(sign_off.signed_at),
        opinion=sign_off.opinion,
        revision=_("Revision %(number)s") % {"number": number} if number else "",
    )
