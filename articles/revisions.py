"""Writing a revision: one row and its parts from a content value, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Max, Model
from django.utils.translation import gettext as _

from accounts.models import User
from articles import body as body_module
from articles.content import Content, Picture
from articles.errors import Incomplete
from articles.models import Article, Attribution, Byline, Photo, PhotoUse, Revision, RevisionGridArea


def prepare(content: Content) -> Content:
    """The content as it may be stored: body sanitised, lines trimmed, photos in the body listed as used.

    Pictures in the body keep what the form says of them, or take their alternative text from the body; pictures
    that left the body leave the list.
    """
    body = body_module.clean(content.body)
    names = [f"photos/{name}" for name in body_module.photo_names(body)]
    by_name = dict(Photo.objects.filter(file__in=names).values_list("file", "pk")) if names else {}
    inline_ids = [by_name[name] for name in names if name in by_name]
    known = {picture.photo_id: picture for picture in content.photos}
    attached = [picture for picture in content.photos if not picture.inline and picture.photo_id not in inline_ids]
    alternatives = body_module.alternative_texts(body)
    inline = [
        replace(
            known.get(by_name[name], Picture(by_name[name])),
            inline=True,
            alternative_text=alternatives.get(name.removeprefix("photos/"), "")
            or (known[by_name[name]].alternative_text if by_name[name] in known else ""),
        )
        for name in names
        if name in by_name
    ]
    prepared = replace(
        content,
        body=body,
        title=_line(content.title),
        kicker=_line(content.kicker),
        subtitle=_line(content.subtitle),
        summary=_line(content.summary),
        correction_note=_line(content.correction_note),
        grid_area_ids=tuple(sorted(set(content.grid_area_ids))),
        bylines=tuple(replace(c, name=_line(c.name), note=_line(c.note)) for c in content.bylines),
        attributions=tuple(replace(s, printed_name=_line(s.printed_name)) for s in content.attributions),
        photos=(*attached, *inline),
    )
    if problems := list(_misfits(prepared)):
        raise Incomplete(problems)
    return prepared


def _misfits(content: Content) -> Iterator[str]:
    """What the database could not hold, in words, so that nothing is cut off in silence."""
    if not content.title:
        yield _("The article needs a title.")
    rows: list[tuple[type[Model], object, tuple[str, ...]]] = [
        (Revision, content, ("kicker", "title", "subtitle", "summary", "correction_note")),
        *((Byline, credit, ("name", "note")) for credit in content.bylines),
        *((Attribution, source, ("printed_name",)) for source in content.attributions),
        *((PhotoUse, picture, ("caption", "credit", "alternative_text", "consent")) for picture in content.photos),
    ]
    for model, value, names in rows:
        for name in names:
            field = model._meta.get_field(name)
            text, limit = getattr(value, name), getattr(field, "max_length", None)
            if limit and len(text) > limit:
                yield _("%(field)s: %(length)d characters, but only %(limit)d are possible: “%(start)s…”") % {
                    "field": getattr(field, "verbose_name", name),
                    "length": len(text),
                    "limit": limit,
                    "start": text[:20],
                }


def _line(text: str) -> str:
    return " ".join(body_module.without_controls(text).split())


def store_revision(article: Article, content: Content, *, author: User) -> Revision:
    """Write prepared content as the next revision of an article whose row the caller has locked or just made."""
    text = body_module.to_text(content.body)
    latest = article.revisions.aggregate(latest=Max("number"))["latest"] or 0
    revision = Revision.objects.create(
        article=article,
        number=latest + 1,
        author=author,
        kind=content.kind,
        kicker=content.kicker,
        title=content.title,
        subtitle=content.subtitle,
        summary=content.summary,
        correction_note=content.correction_note,
        body=content.body,
        text=text,
        characters=body_module.count_characters(text),
        column_id=content.column_id,
        content_hash=content.hash(),
    )
    Byline.objects.bulk_create(
        Byline(revision=revision, order=order, name=credit.name, role=credit.role, note=credit.note)
        for order, credit in enumerate(content.bylines, 1)
    )
    Attribution.objects.bulk_create(
        Attribution(
            revision=revision, order=order, printed_name=source.printed_name, department_id=source.department_id
        )
        for order, source in enumerate(content.attributions, 1)
    )
    RevisionGridArea.objects.bulk_create(
        RevisionGridArea(revision=revision, grid_area_id=area_id) for area_id in content.grid_area_ids
    )
    PhotoUse.objects.bulk_create(
        PhotoUse(
            revision=revision,
            photo_id=picture.photo_id,
            order=order,
            caption=picture.caption,
            credit=picture.credit,
            alternative_text=picture.alternative_text,
            people_shown=picture.people_shown,
            minors_shown=picture.minors_shown,
            consent=picture.consent,
            inline=picture.inline,
        )
        for order, picture in enumerate(content.photos, 1)
    )
    return revision
