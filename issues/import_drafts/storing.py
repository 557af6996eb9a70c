"""What a person confirmed becomes articles: drafts, or stories of an old issue, on the page they were printed on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import User
from articles.errors import Incomplete
from articles.models import Article
from articles.verbs import verb
from departments.register import DepartmentRegister
from issues import importing
from issues.archive import Origin
from issues.import_drafts.drafts import lock, read_file, state_of
from issues.import_drafts.repairing import NamedRepair, repaired_page, repairs_of
from issues.import_drafts.state import State
from issues.importing import Preview, PreviewArticle, known_names
from issues.models import ImportDraft, Publication
from issues.old_issues import PrintedPage, areas_of, record_page


@dataclass(frozen=True)
class Reading:
    """A draft as it stands: the state, its repairs, and the articles that would be made."""

    state: State
    repairs: list[NamedRepair]
    preview: Preview

    @property
    def chosen(self) -> list[PreviewArticle]:
        """The articles that will be stored, in order."""
        return [article for k, article in enumerate(self.preview.articles) if self.state.is_chosen(k)]


def read(draft: ImportDraft) -> Reading:
    """The draft as it stands; five queries at most."""
    departments = DepartmentRegister()
    state = state_of(draft, known_names(departments))
    repairs = repairs_of(state)
    page = repaired_page(state, repairs)
    preview = importing.preview_page(page, draft.text, on=draft.on, departments=departments, printed=state.page)
    return Reading(state, repairs, preview)


@verb("page.import")
def store(
    draft: ImportDraft, *, by: User, version: int, archived: bool, origin: Origin | None = None, name: str = ""
) -> ImportDraft:
    """Make the chosen articles and remember them; storing again changes nothing.

    ``archived`` marks them as stories of an old issue, which nobody publishes before a person has looked them through;
    ``origin`` says in which issue and on which page they were printed, and has them placed there, ``name`` how that
    page is called. Raises NotPermitted, Incomplete, WorkflowError.
    """
    stored = ImportDraft.objects.filter(pk=draft.pk, owner=by).exclude(stored_at=None).first()
    if stored is not None:
        return stored
    draft = lock(draft, by=by, version=version)
    if origin is not None and origin.date is not None:
        draft.on = origin.date  # departments are named as they were on that day
    reading = read(draft)
    if not reading.chosen:
        raise Incomplete([_("Every article is left out, so there is nothing to store.")])
    keep = {article.index for article in reading.chosen}
    done = importing.store(
        reading.preview,
        by=by,
        department=draft.department,
        keep=keep,
        archived=archived,
        origin=_facts(draft, origin),
    )
    articles = [article for article, _created in done]
    if origin is not None:
        _place(draft, reading, articles, by=by, origin=origin, name=name)
    draft.stored_at = draft.changed_at = clock.now()
    draft.version += 1
    draft.save(update_fields=["on", "stored_at", "changed_at", "version", "page"])
    draft.articles.set(articles)
    return draft


def _facts(draft: ImportDraft, origin: Origin | None) -> dict[str, str | int]:
    """Where the page comes from, for the audit trail."""
    facts: dict[str, str | int] = {"file": draft.name, "date": draft.on.isoformat()}
    if origin is not None:
        facts |= {key: value for key in ("number", "total_number", "page") if (value := getattr(origin, key))}
    return facts


def _place(
    draft: ImportDraft, reading: Reading, articles: list[Article], *, by: User, origin: Origin, name: str
) -> None:
    """Put the stories on the page of the old issue, with its image where there is one."""
    publication = Publication.objects.first()
    if publication is None:
        raise Incomplete([_("There is no publication yet. Make it first, in the registers.")])
    printed = None
    areas = {}
    if draft.has_image:
        places = tuple(tuple(place) if place else None for place in draft.places)
        printed = PrintedPage(
            read_file(draft, "page.png"), read_file(draft, "page.pdf"), draft.width, draft.height, places
        )
        read_articles = reading.state.page.articles
        areas = {
            article.pk: areas_of(read_articles[chosen.index - 1].lines, printed)
            for article, chosen in zip(articles, reading.chosen, strict=True)
        }
    stories = Article.objects.select_related("current_revision").in_bulk([article.pk for article in articles])
    draft.page = record_page(
        publication,
        by=by,
        origin=origin,
        name=name or reading.preview.page_name or "",
        articles=[stories[article.pk] for article in articles],
        printed=printed,
        areas=areas,
    )
