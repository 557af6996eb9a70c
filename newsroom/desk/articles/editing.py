"""Writing an article: the form for a new one and for the next revision of one that is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles import workflow, working_copies
from articles.entry import StoryEntry
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.filling import Filling, from_content, from_sent
from articles.models import Article, WorkingCopy
from articles.offers import available_verbs
from articles.steps import WRITABLE
from newsroom.desk.articles import copies
from newsroom.desk.articles.access import current_revision, person, problems_of, status_of
from newsroom.desk.articles.checking import accepted, checking_of, content_of, dismiss
from newsroom.desk.articles.conflicts import Conflict, find_conflict, put_back, taken_over
from newsroom.desk.articles.copies import CopyRefused, Window
from newsroom.desk.articles.form_page import FormPage, article_for_form, editor_styles, revision_of
from newsroom.desk.articles.queue_run import review_address
from newsroom.desk.articles.reviewing import review_screen
from newsroom.desk.articles.wishes import WishForm


@dataclass
class Task:
    """One request to the form: who writes, what, and whether it is a correction of a public text."""

    request: HttpRequest
    by: User
    article: Article | None = None
    correcting: bool = False

    @property
    def asks_note(self) -> bool:
        """Whether readers will be told what is corrected."""
        return self.article is not None and self.article.published_revision_id is not None

    # ------------------------------------------------------------------------------------------------ showing

    def show(self) -> HttpResponse:
        """The form as it is opened: with the article's text, or with the working copy that the person takes up."""
        copy = self._asked_copy()
        filling = copies.filling_of(copy) if copy else self._begun_filling()
        entry = StoryEntry(
            by=self.by,
            revision=revision_of(self.article),
            filling=filling,
            expected_revision=copy.based_on if copy and self.article else None,
            asks_note=self.asks_note,
            note_needed=self.asks_note,
        )
        window = Window.opened(key=copy.form_key, follows=copies.tab_of(copy)) if copy else Window.opened()
        chosen = self.request.GET.get("assignment", "")
        wishes = WishForm(
            by=self.by,
            article=self.article,
            kept=copy.data if copy else None,
            assignment=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None,
        )
        return FormPage(self.request, entry, wishes, window, self.article, self.correcting, copy).response()

    def _asked_copy(self) -> WorkingCopy | None:
        key = self.request.GET.get("copy", "")
        return working_copies.find(self.by, self.article, key[:40]) if key else None

    def _begun_filling(self) -> Filling | None:
        """A new correction begins with an empty note: that of an earlier one is not about this."""
        if not self.correcting or self.article is None:
            return None
        entry = StoryEntry(by=self.by, revision=current_revision(self.article), asks_note=True)
        fields = {name: value for name, value in entry.filling.fields.items() if name != "correction_note"}
        return Filling(fields, entry.filling.rows)

    # ------------------------------------------------------------------------------------------------- sending

    def entry(self, filling: Filling | None = None, *, expected_revision: int | None = None) -> StoryEntry:
        """What was sent, or a filling that was made from it."""
        sent = filling is None
        return StoryEntry(
            by=self.by,
            revision=revision_of(self.article),
            filling=filling,
            data=self.request.POST if sent else None,
            files=self.request.FILES if sent else None,
            expected_revision=expected_revision,
            asks_note=self.asks_note,
            note_needed=self.asks_note,
        )

    def wishes(self) -> WishForm:
        """The wishes that were sent."""
        return WishForm(by=self.by, article=self.article, data=self.request.POST)

    def form(
        self,
        entry: StoryEntry,
        wishes: WishForm,
        *,
        problems: list[str] | None = None,
        conflict: Conflict | None = None,
        unticked: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The form again, with everything that was in it."""
        return FormPage(
            self.request,
            entry,
            wishes,
            Window.of(self.request.POST),
            self.article,
            self.correcting,
            conflict=conflict,
            problems=problems or [],
            unticked=unticked,
            status=status,
        ).response()

    def put_by(self, entry: StoryEntry) -> HttpResponse:
        """Keep a working copy on request (it happens by itself where scripts run), or say why not."""
        data = entry.form.data.copy()  # type: ignore[attr-defined]  # with the photos that arrived
        window = Window.of(data)
        data["form_key"], data["copy_tab"] = window.key, window.tab
        try:
            copy = copies.put_down(self.by, self.article, data)
        except CopyRefused as refusal:
            return self.form(entry, self.wishes(), problems=[str(refusal)], status=409)
        words = _("Kept as a working copy at %(time)s. Nobody else sees it; nothing is handed in yet.")
        messages.success(self.request, words % {"time": copies.shown(copy)})
        return redirect(f"{self.request.path}?copy={copy.form_key or 1}")

    def conflict(self, entry: StoryEntry, wishes: WishForm, number: int, *, unticked: bool) -> HttpResponse:
        """Somebody was faster: both texts, and the ways out."""
        fresh = article_for_form(self.request, number)
        newer, given_up = current_revision(fresh), self.request.POST.get("given_up", "")
        self.article = fresh
        found = find_conflict(entry, fresh, newer, entry.expected_revision_sent, given_up)
        return self.form(entry, wishes, conflict=found, unticked=unticked, status=409)

    @property
    def asks_proofreader(self) -> bool:
        """Whether a button asks for findings, accepts or dismisses one; it is how the form works without scripts."""
        return any(button in self.request.POST for button in ("check", "accept", "dismiss"))

    def proofread(self) -> HttpResponse:
        """The form with what the proofreader finds in it, and with one suggestion put in place if that was asked."""
        data, sent = self.request.POST, self.entry()
        filling = from_sent({name: sent.form.data.getlist(name) for name in sent.form.data})  # type: ignore[attr-defined]
        problems = list[str]()
        if "accept" in data:
            try:
                filling = accepted(filling, data["accept"], self.article)
            except WorkflowError as error:
                problems = problems_of(error)
        if "dismiss" in data and (refused := dismiss(self.article, self.by, data)):
            problems = [refused]
        entry = self.entry(filling, expected_revision=sent.expected_revision_sent)
        kept = {name: data.getlist(name) for name in data}
        return FormPage(
            self.request,
            entry,
            WishForm(by=self.by, article=self.article, kept=kept),
            Window.of(data),
            self.article,
            self.correcting,
            problems=problems,
            checking=checking_of(content_of(filling.fields), self.article, self.by),
        ).response()

    def bring_together(self) -> HttpResponse:
        """Take parts of the newer revision over into the person's text, or put back what she gave up for them."""
        assert self.article is not None  # noqa: S101 (conflicts are about articles that are there)
        data, newer = self.request.POST, current_revision(self.article)
        sent = self.entry()
        mine = from_sent({name: sent.form.data.getlist(name) for name in sent.form.data})  # type: ignore[attr-defined]
        if "put_back" in data:
            merged, given_up = put_back(mine, data.get("given_up", "")), ""
        else:
            theirs = from_content(newer.content(), sent.labels)
            merged, given_up = taken_over(mine, theirs, data.getlist("take"))
        began_from = sent.expected_revision_sent
        entry = self.entry(merged, expected_revision=began_from)
        found = find_conflict(entry, self.article, newer, began_from, given_up)
        wishes = WishForm(by=self.by, article=self.article, kept={name: data.getlist(name) for name in data})
        return self.form(entry, wishes, conflict=found)


@editor_styles
def article_add(request: HttpRequest) -> HttpResponse:
    """A new article."""
    by = person(request)
    scope = scope_of(by, Permission.WRITE_ARTICLES)
    if scope is None or (scope is Scope.OWN and by.department is None):
        raise PermissionDenied
    task = Task(request, by)
    if request.method != "POST":
        return task.show()
    if task.asks_proofreader:
        return task.proofread()
    entry, wishes = task.entry(), task.wishes()
    if "keep" in request.POST:
        return task.put_by(entry)
    sound = [entry.is_valid(), wishes.is_valid()]
    if not all(sound) or not wishes.fit(entry.department):
        return task.form(entry, wishes, status=400)
    assert entry.department is not None  # noqa: S101 (the form requires it, or the person has one)
    try:
        article = workflow.create(by=by, department=entry.department, content=entry.content())
    except WorkflowError as error:
        return task.form(entry, wishes, problems=problems_of(error), status=status_of(error))
    copies.finished(by, None, request.POST)
    crop_photos(request, entry)
    return _saved(request, article, current_revision(article).number, wishes, changed=True)


@editor_styles
def article_edit(request: HttpRequest, number: int) -> HttpResponse:
    """The next revision of an article."""
    by, article = person(request), article_for_form(request, number)
    task = Task(request, by, article)
    if request.method == "POST" and "discard" in request.POST:
        copies.finished(by, article, request.POST)
        messages.info(request, _("Your text was discarded. This is the saved one."))
        return redirect("desk:article_edit", number)
    if not available_verbs(article, by)["revise"]:
        return refused(task, _why_not(article))
    if request.method != "POST":
        return task.show()
    if "take_over" in request.POST or "put_back" in request.POST:
        return task.bring_together()
    if task.asks_proofreader:
        return task.proofread()
    entry, wishes = task.entry(), task.wishes()
    if "keep" in request.POST:
        return task.put_by(entry)
    sound = [entry.is_valid(), wishes.is_valid()]
    if not all(sound) or not wishes.fit(article.department):
        return task.form(entry, wishes, status=400)
    before = current_revision(article).pk
    try:
        saved = workflow.revise(
            article,
            by=by,
            expected_revision=entry.expected_revision,
            expected_state=request.POST.get("expected_state", ""),
            content=entry.content(),
        )
    except Stale:
        # this screen was shown already, and the person saved without saying that she has read the newer text
        unticked = "newer_shown" in request.POST and not entry.form.cleaned_data["over_revision"]
        return task.conflict(entry, wishes, number, unticked=unticked)
    except WorkflowError as error:
        return task.form(entry, wishes, problems=problems_of(error), status=status_of(error))
    copies.finished(by, article, request.POST)
    crop_photos(request, entry)
    return _saved(request, article, saved.number, wishes, changed=saved.pk != before)


def refused(task: Task, error: WorkflowError) -> HttpResponse:
    """The form does not open. A text that was written meanwhile is put down first, so that it is not lost."""
    request, article = task.request, task.article
    assert article is not None  # noqa: S101 (only articles that are there refuse)
    if request.method == "POST" and scope_of(task.by, Permission.WRITE_ARTICLES) and "title" in request.POST:
        try:
            copies.put_down(task.by, article, request.POST)
        except CopyRefused as refusal:
            messages.error(request, str(refusal))
        else:
            address = reverse("desk:article_copy", args=[article.pk])
            messages.warning(request, copies.linked(_("Your text is kept as a working copy."), address))
    return review_screen(request, article, error=error)


def _why_not(article: Article) -> WorkflowError:
    """Why the form does not open, as the verb would say it."""
    if article.state == Article.State.PUBLISHED:
        return WrongState(_("The article is published. A published text changes only by a correction."))
    if article.state == Article.State.RETRACTED:
        return WrongState(_("The article was retracted. Nothing of it changes any more."))
    if article.state not in WRITABLE:
        return NotPermitted(workflow.closed_to_writers(article))
    return NotPermitted()


def crop_photos(request: HttpRequest, entry: StoryEntry) -> None:
    """Note what stays in view of the photos of a saved text, and say so."""
    chosen, refusals = entry.choose_focus()
    if chosen:
        messages.success(request, _("What stays in view where the photos are cropped is noted."))
    told(request, refusals)


def told(request: HttpRequest, refusals: list[str]) -> None:
    """Say what was refused beside the text, which is saved."""
    for refusal in refusals:
        messages.warning(request, _("Your text is saved, but: %(reason)s") % {"reason": refusal})


def _saved(
    request: HttpRequest, article: Article, revision_number: int, wishes: WishForm, *, changed: bool
) -> HttpResponse:
    """Say what happened, hand in where that was asked, and go on to the review screen."""
    told(request, wishes.grant(article))
    if "submit" not in request.POST:
        if changed:
            messages.success(request, _("Saved as revision %(number)d.") % {"number": revision_number})
        else:
            messages.info(request, _("Nothing was changed, so no new revision was made."))
        return redirect(review_address(request, article.pk))
    try:
        workflow.submit(article, by=person(request), expected_revision=revision_number)
    except Incomplete:  # the form lists what is missing
        messages.warning(request, _("Your text is saved, but not handed in yet: something is missing."))
        return redirect("desk:article_edit", article.pk)
    except WorkflowError as error:
        messages.error(request, _("Your text is saved, but not handed in: %(reason)s") % {"reason": error})
        return redirect(review_address(request, article.pk))
    messages.success(request, _("Saved and handed in. The first review begins."))
    return redirect(review_address(request, article.pk))
