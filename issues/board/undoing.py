"""Taking a change back, and making it once more.

A change is taken back only where everything it touched is still as it left it: what somebody else did since is never
overwritten.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from articles.errors import Stale
from articles.models import Article
from articles.verbs import verb
from issues import planning
from issues.board.plan import Plan
from issues.board.states import Change, PlacementState, row_of, snapshot
from issues.models import Issue, Placement


@verb("issue.undo")
def undo(issue: Issue, change: Change, *, by: User) -> Change:
    """Take a change of this issue back."""
    return _restore(issue, change, by, "issue.undo")


@verb("issue.redo")
def redo(issue: Issue, change: Change, *, by: User) -> Change:
    """Make a change once more that was taken back."""
    return _restore(issue, change.reversed, by, "issue.redo")


def _restore(issue: Issue, change: Change, by: User, act: str) -> Change:
    """Bring everything that a change touched back to what it was before."""
    plan = Plan(issue, by)
    _compare(plan, change)
    after = {state.article for state in change.placed_after}
    before = {state.article: state for state in change.placed_before}
    for pk in {state.pk for state in change.after}:
        plan.rows.pop(pk, None)
    for article in after - before.keys():
        # its blocks go by their own change; nothing of them may be left when the placement goes
        placement = plan.issue.placements.get(article_id=article)
        plan.rows = {pk: row for pk, row in plan.rows.items() if row.placement_id != placement.pk}
        planning.remove(placement, by=by)
    for placed in change.placed_before:
        if placed.article not in after:
            _place_again(plan, placed, by)
    _put_in_order(plan, change)
    placements = dict(plan.issue.placements.values_list("article_id", "pk"))
    versions = {state.pk: state.version for state in snapshot(plan.issue).blocks.values()}
    for state in change.before:
        row = row_of(state, plan.issue, placements[state.article] if state.article else None)
        row.version = max(versions.get(state.pk, 0), row.version)
        if state.pk in versions:
            row._state.adding = False
            row.version = versions[state.pk]  # commit counts one up
            plan.rows[state.pk] = row
        else:
            row._state.adding = True
            plan.added.append(row)
    return plan.commit(act, change=change.act)


def _compare(plan: Plan, change: Change) -> None:
    """Refuse where something that the change touched is no longer as the change left it."""
    now = snapshot(plan.issue)
    left = {state.pk: state for state in change.after}
    for state in change.before:
        if state.page not in plan.pages:
            raise Stale(_("The page is no longer one of the issue's pages; this change cannot be taken back."))
        if state.pk not in left and state.pk in now.blocks:
            raise Stale(_refusal())
    for pk, state in left.items():
        if not state.is_as(now.blocks.get(pk)):
            raise Stale(_refusal())
    articles_after = {state.article for state in change.placed_after}
    for placed in change.placed_before:
        if (placed.article in now.placements) != (placed.article in articles_after):
            raise Stale(_refusal())
    needed = {state.article for state in change.before if state.article} | articles_after
    coming = {placed.article for placed in change.placed_before}
    if not needed <= now.placements.keys() | coming:
        raise Stale(_refusal())


def _refusal() -> str:
    return _("Somebody has changed the same blocks since. Nothing was overwritten: look at the pages first.")


def _place_again(plan: Plan, state: PlacementState, by: User) -> None:
    """Take an article into the issue again, as it stood there."""
    article = Article.objects.get(pk=state.article)
    planning.place(
        article,
        by=by,
        page=plan.page(state.page),
        expected_revision=state.revision,
        prominence=state.prominence,
        print_headline=state.print_headline,
    )


def _put_in_order(plan: Plan, change: Change) -> None:
    """Give the placements back their pages, those asked for too, and their order; blocks have their say afterwards."""
    wanted = {state.article: state for state in change.placed_before}
    rows = list(plan.issue.placements.order_by("page__sequence", "order"))
    on_page: dict[int, list[tuple[int, int, int]]] = {}
    for row in rows:
        state = wanted.get(row.article_id)
        page, order = (state.page, state.order) if state else (row.page_id, row.order)
        if state:
            row.asked_page_id = state.asked_page if state.asked_page in plan.pages else None
        on_page.setdefault(page, []).append((order, 0 if state else 1, row.pk))
    by_pk = {row.pk: row for row in rows}
    for page, places in on_page.items():
        for order, (_order, _new, pk) in enumerate(sorted(places), 1):
            by_pk[pk].page_id, by_pk[pk].order = page, order
    Placement.objects.bulk_update(rows, ["page", "order", "asked_page"])
