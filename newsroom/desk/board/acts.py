"""The board's acts: for each name the form that is sent, the verb that is called, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from articles.errors import Stale, WorkflowError
from articles.models import Article
from issues.board import templates, undoing, verbs, wholes
from issues.board.states import Change
from issues.models import Block, Issue, Page, Placement
from newsroom.desk.acts import act_in_words
from newsroom.desk.articles.access import person
from newsroom.desk.board import forms, history


class BadInput(Exception):
    """What was sent is no answer to the form; ``problems`` says why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Done:
    """What an act did: the sentence for the person, and the block to look at next."""

    words: str
    block: int | None = None
    pages: frozenset[int] = frozenset()  # numbers of the pages that look different
    other: int | None = None  # a second block whose fit is told too


@dataclass
class Act:
    """One request to do something to the plan of an issue."""

    request: HttpRequest
    issue: Issue

    @property
    def by(self) -> User:
        """Who asks."""
        return person(self.request)

    def read(self, form_class: type[django_forms.Form]) -> dict[str, Any]:
        """The form's data; raises BadInput."""
        return self.filled(form_class).cleaned_data

    def filled(self, form_class: type[django_forms.Form]) -> Any:
        """The form as sent; raises BadInput."""
        form = form_class(self.request.POST)
        if not form.is_valid():
            raise BadInput(_problems(form))
        return form

    def page(self, sequence: int) -> Page:
        """A page of the issue; raises WorkflowError."""
        found = self.issue.pages.filter(sequence=sequence).first()
        if found is None:
            raise WorkflowError(_("The issue has no page %(number)d.") % {"number": sequence})
        return found

    def block(self, pk: int) -> Block:
        """A block of the issue; raises Stale when it is gone."""
        found = self.issue.blocks.filter(pk=pk).first()
        if found is None:
            raise Stale(_("Somebody has taken this block off its page meanwhile."))
        return found

    def keep(self, change: Change, words: str, block: int | None = None) -> Done:
        """Remember the change for undoing."""
        history.remember(self.request, self.issue, change)
        return self.seen(change, words, block)

    def with_templates(self) -> frozenset[int]:
        """The numbers of all the issue's pages, each of which offers the templates as they now are."""
        self.issue.publication.refresh_from_db(fields=["page_style"])  # the verb wrote them to a row of its own
        return frozenset(self.issue.pages.values_list("sequence", flat=True))

    def seen(self, change: Change, words: str, block: int | None = None) -> Done:
        """What a change did, with the pages that show it; a jump's other page is among them."""
        touched = {state.article for state in (*change.before, *change.after) if state.article}
        others = self.issue.blocks.filter(placement__article__in=touched).values_list("page_id", flat=True)
        pages = set(change.pages) | set(others)
        numbers = self.issue.pages.filter(pk__in=pages).values_list("sequence", flat=True)
        return Done(words, block, frozenset(numbers))


def _problems(form: django_forms.Form) -> list[str]:
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else None
        found += [f"{label or name}: {error}" if name != "__all__" else str(error) for error in errors]
    return found


# ------------------------------------------------------------------------------------------------- one block


def _place(act: Act) -> Done:
    data = act.read(forms.PlaceForm)
    page = act.page(data["page"])
    instead = (data["instead"], data["seen"]) if data["instead"] else None
    if data["placement"]:
        placement = Placement.objects.filter(issue=act.issue, pk=data["placement"]).first()
        if placement is None:
            raise Stale(_("Somebody has taken this article off its page since you opened the plan."))
        change = verbs.place_story(placement, by=act.by, page=page, rect=data["rect"], instead=instead)
    else:
        article = Article.objects.visible_to(act.by).filter(pk=data["article"]).first()
        if article is None:
            raise Http404
        change = verbs.place_article(
            article, by=act.by, page=page, expected_revision=data["revision"], rect=data["rect"], instead=instead
        )
    before = {state.pk for state in change.before}
    block = next((state.pk for state in change.after if state.pk not in before), None)
    return act.keep(change, _("The story has its place on page %(page)d.") % {"page": page.sequence}, block)


def _move(act: Act) -> Done:
    data = act.read(forms.MoveForm)
    page = act.page(data["page"]) if data["page"] else None
    block = act.block(data["block"])
    size = (block.width, block.height)
    change = verbs.move(block, by=act.by, seen=data["seen"], rect=data["rect"], page=page)
    resized = (data["rect"].width, data["rect"].height) != size
    return act.keep(
        change, _("The block has another size.") if resized else _("The block has another place."), data["block"]
    )


def _send(act: Act) -> Done:
    data = act.read(forms.BlockToPageForm)
    page = act.page(data["page"])
    change = verbs.send_to_page(act.block(data["block"]), by=act.by, seen=data["seen"], page=page)
    return act.keep(change, _("The block stands on page %(page)d now.") % {"page": page.sequence}, data["block"])


def _swap(act: Act) -> Done:
    data = act.read(forms.SwapForm)
    other, seen_other = data["other"]
    change = verbs.swap(act.block(data["block"]), act.block(other), by=act.by, seen=data["seen"], seen_other=seen_other)
    done = act.keep(change, _("The two blocks changed places."), data["block"])
    return replace(done, other=other)


def _set(act: Act) -> Done:
    form = act.filled(forms.SetForm)
    data = form.cleaned_data
    block = act.block(data["block"])
    photos = block.placement.revision.photo_uses.count() if block.placement else 0
    try:
        setting = form.setting(act.request.POST, photos)
    except django_forms.ValidationError as error:
        raise BadInput(list(error.messages)) from error
    change = verbs.set_block(block, by=act.by, seen=data["seen"], setting=setting)
    return act.keep(change, _("The block is set another way."), data["block"])


def _fit(act: Act) -> Done:
    data = act.read(forms.BlockForm)
    change = verbs.fit(act.block(data["block"]), by=act.by, seen=data["seen"])
    return act.keep(change, _("The block is set as it fits best."), data["block"])


def _pin(act: Act) -> Done:
    data = act.read(forms.PinForm)
    change = verbs.pin(act.block(data["block"]), by=act.by, seen=data["seen"], pinned=data["pinned"])
    words = _("The block is pinned: composing leaves it where it is.") if data["pinned"] else _("The block is let go.")
    return act.keep(change, words, data["block"])


def _split(act: Act) -> Done:
    data = act.read(forms.BlockToPageForm)
    page = act.page(data["page"])
    change = verbs.split(act.block(data["block"]), by=act.by, seen=data["seen"], page=page)
    return act.keep(change, _("The story goes on on page %(page)d.") % {"page": page.sequence}, data["block"])


def _join(act: Act) -> Done:
    data = act.read(forms.BlockForm)
    change = verbs.join(act.block(data["block"]), by=act.by, seen=data["seen"])
    return act.keep(change, _("The story stands in one block again."))


def _remove(act: Act) -> Done:
    data = act.read(forms.BlockForm)
    change = verbs.remove(act.block(data["block"]), by=act.by, seen=data["seen"])
    return act.keep(change, _("The block was taken off the page."))


def _reserve(act: Act) -> Done:
    data = act.read(forms.ReserveForm)
    page = act.page(data["page"])
    change = verbs.reserve(act.issue, by=act.by, page=page, title=data["title"], text=data["text"], rect=data["rect"])
    return act.keep(change, _("Room is reserved on page %(page)d.") % {"page": page.sequence}, change.after[0].pk)


def _reword(act: Act) -> Done:
    data = act.read(forms.RewordForm)
    block = act.block(data["block"])
    change = verbs.reword(block, by=act.by, seen=data["seen"], title=data["title"], text=data["text"])
    return act.keep(change, _("The reserved text has other words."), data["block"])


# --------------------------------------------------------------------------------------------------- wholes


def _reset(act: Act) -> Done:
    data = act.read(forms.WholePageForm)
    page = act.page(data["page"])
    change = wholes.reset_page(page, by=act.by, seen=data["seen"])
    return act.keep(change, _("Page %(page)d was cleared; pinned blocks stay.") % {"page": page.sequence})


def _template(act: Act) -> Done:
    data = act.read(forms.TemplateForm)
    page = act.page(data["page"])
    change = wholes.apply_template(page, by=act.by, seen=data["seen"], name=data["name"])
    return act.keep(change, _("Page %(page)d is set by “%(name)s”.") % {"page": page.sequence, "name": data["name"]})


def _template_save(act: Act) -> Done:
    data = act.read(forms.TemplateForm)
    frames = templates.save_template(act.page(data["page"]), by=act.by, name=data["name"])
    words = _("“%(name)s” is kept as a template of %(count)d rectangles.")
    return Done(words % {"name": data["name"], "count": len(frames)}, pages=act.with_templates())


def _template_remove(act: Act) -> Done:
    data = act.read(forms.TemplateForm)
    templates.remove_template(act.page(data["page"]), by=act.by, name=data["name"])
    return Done(_("The template “%(name)s” is gone.") % {"name": data["name"]}, pages=act.with_templates())


def _copy(act: Act) -> Done:
    data = act.read(forms.WholeIssueForm)
    change = wholes.copy_previous(act.issue, by=act.by, expected=data["seen"])
    return act.keep(change, _("The stories stand as in the issue before."))


def _undo(act: Act) -> Done:
    act.read(forms.EmptyForm)
    change = history.last_done(act.request, act.issue)
    if change is None:
        raise WorkflowError(_("There is nothing to take back."))
    back = undoing.undo(act.issue, change, by=act.by)
    history.was_undone(act.request, act.issue)
    return act.seen(back, _("Taken back: %(what)s.") % {"what": _in_words(change)}, _still_there(back))


def _redo(act: Act) -> Done:
    act.read(forms.EmptyForm)
    change = history.last_undone(act.request, act.issue)
    if change is None:
        raise WorkflowError(_("There is nothing to make again."))
    again = undoing.redo(act.issue, change, by=act.by)
    history.was_redone(act.request, act.issue)
    return act.seen(again, _("Made again: %(what)s.") % {"what": _in_words(change)}, _still_there(again))


def _in_words(change: Change) -> str:
    """What a change was: the act, and of which story or reserved text where it was of one or two."""
    blocks = (*change.before, *change.after)
    stories = {state.article for state in blocks if state.article}
    stories |= {state.article for state in (*change.placed_before, *change.placed_after)}
    titles = sorted({state.reserved_title for state in blocks if state.reserved_title})
    titles += Article.objects.filter(pk__in=stories).order_by("pk").values_list("current_revision__title", flat=True)
    words = {"act": act_in_words(change.act)}
    if len(titles) == 1:
        return _("%(act)s (“%(title)s”)") % {**words, "title": titles[0]}
    if len(titles) == 2:
        return _("%(act)s (“%(title)s” and “%(other)s”)") % {**words, "title": titles[0], "other": titles[1]}
    return words["act"]


def _still_there(change: Change) -> int | None:
    return change.after[0].pk if len(change.after) == 1 else None


ACTS: Mapping[str, Callable[[Act], Done]] = {
    "place": _place,
    "move": _move,
    "send": _send,
    "swap": _swap,
    "set": _set,
    "fit": _fit,
    "pin": _pin,
    "split": _split,
    "join": _join,
    "remove": _remove,
    "reserve": _reserve,
    "reword": _reword,
    "reset": _reset,
    "template": _template,
    "template_save": _template_save,
    "template_remove": _template_remove,
    "copy": _copy,
    "undo": _undo,
    "redo": _redo,
}
