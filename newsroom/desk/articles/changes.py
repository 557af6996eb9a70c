"""What changed in a text since the moments that matter to a reviewer, and the comparison itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from articles.differences import Differences, Names, compare
from articles.models import Article, Byline, Comment, Revision, SignOff
from newsroom.desk.articles.access import current_revision

INLINE, COLUMNS = "inline", "columns"


@dataclass(frozen=True)
class Base:
    """An earlier text to compare with: its key in the address, what it is in words, and its revision."""

    key: str
    label: str
    revision: Revision


def bases(
    article: Article,
    by: User,
    revisions: Sequence[Revision],
    sign_offs: Sequence[SignOff],
    comments: Iterable[Comment],
) -> list[Base]:
    """The earlier texts that matter to this person, the most telling first, each once.

    They are the last one she signed, commented on or wrote; the last one that anybody signed; the one that readers
    see; and the one just before.
    """
    current = current_revision(article)
    by_key = {revision.pk: revision for revision in revisions}
    found: list[Base] = []

    def add(key: str, label: str, pk: int | None) -> None:
        if pk in by_key and pk != current.pk and all(base.revision.pk != pk for base in found):
            found.append(Base(key, label, by_key[pk]))

    seen = last_seen(by, revisions, sign_offs, comments)
    if seen is not None:
        add("seen", _("since you last dealt with it (revision %(number)d)") % {"number": seen.number}, seen.pk)
    signed = last_signed(sign_offs)
    if signed is not None and signed.revision_id in by_key:
        words = _("since the %(step)s by %(name)s (revision %(number)d)") % {
            "step": signed.get_step_display(),
            "name": signed.signer_name,
            "number": by_key[signed.revision_id].number,
        }
        add("signed", words, signed.revision_id)
    if article.published_revision_id is not None:
        add("published", _("since what readers see now"), article.published_revision_id)
    before = max((r for r in revisions if r.number < current.number), key=lambda r: r.number, default=None)
    if before is not None:
        add("before", _("since the revision before (%(number)d)") % {"number": before.number}, before.pk)
    return found


def last_seen(
    by: User, revisions: Sequence[Revision], sign_offs: Iterable[SignOff], comments: Iterable[Comment]
) -> Revision | None:
    """The latest revision that a person signed, sent back, commented on or wrote; None if she did nothing of these."""
    by_key = {revision.pk: revision for revision in revisions}
    touched = [sign_off.revision_id for sign_off in sign_offs if sign_off.signer_id == by.pk]
    for comment in comments:
        touched += [each.revision_id for each in (comment, *comment.replies.all()) if each.author_id == by.pk]
    own = [revision for revision in revisions if revision.author_id == by.pk]
    known = [by_key[pk] for pk in touched if pk in by_key] + own
    return max(known, key=lambda revision: revision.number, default=None)


def last_signed(sign_offs: Sequence[SignOff]) -> SignOff | None:
    """The latest approval by anybody, whether or not it still counts."""
    return next((s for s in reversed(sign_offs) if s.verdict == SignOff.Verdict.APPROVED), None)


def chosen(request: HttpRequest, found: Sequence[Base]) -> Base | None:
    """The base that the address names; the first one where it names none of these."""
    asked = request.GET.get("since", "")
    return next((base for base in found if base.key == asked), found[0] if found else None)


def mode_of(request: HttpRequest) -> str:
    """Whether the two texts stand in one column or in two."""
    return COLUMNS if request.GET.get("show") == COLUMNS else INLINE


def with_parts(keys: Iterable[int]) -> Mapping[int, Revision]:
    """These revisions with everything that is compared and shown; seven queries, however many they are."""
    return Revision.objects.with_parts().select_related("author").in_bulk(list(keys))


def difference(old: Revision, new: Revision) -> Differences:
    """What changed between two revisions that were loaded with their parts; asks the database nothing."""
    return compare(old.content(), new.content(), _names(old, new))


def _names(*revisions: Revision) -> Names:
    return Names(
        kinds={key: str(label) for key, label in Revision.Kind.choices},
        roles={key: str(label) for key, label in Byline.Role.choices},
        columns={r.column.pk: r.column.name for r in revisions if r.column is not None},
        areas={area.pk: str(area) for r in revisions for area in r.grid_areas.all()},
    )
