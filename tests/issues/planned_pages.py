"""Issues with planned pages for the tests of proofs: real stories in real blocks, quick to set in type."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import Role
from articles.content import Source
from articles.models import Article
from issues.models import Issue, Page, PageSignOff, SetPage
from issues.proofs.signing import sign_proof
from issues.typesetting.plan import plain_layout, store_layout
from tests.factories import Team, make_article, make_content, make_issue, make_placement, make_user

Step = PageSignOff.Step
PROOFS = (Step.FIRST_PROOF, Step.SECOND_PROOF, Step.THIRD_PROOF)


def long_article(team: Team, paragraphs: int = 3) -> Article:
    """An approved article of some paragraphs."""
    body = "".join(f"<p>第{n}段，居民代表坐下来商量停车和晾晒的办法，大家都说了心里话。</p>" for n in range(paragraphs))
    content = make_content(body=body, attributions=(Source(team.department.name, team.department.pk),))
    return make_article(team, content, state=Article.State.APPROVED)


def planned_issue(team: Team, pages: int = 1, stories: int = 2) -> Issue:
    """An issue whose pages carry articles in stored blocks, one under the other."""
    issue = make_issue(pages)
    for page in issue.pages.all():
        for _ in range(stories):
            make_placement(team, page, long_article(team))
    lay_out(issue, team)
    return issue


def lay_out(issue: Issue, team: Team) -> None:
    """Give every placement a block on its page."""
    store_layout(issue, plain_layout(issue), by=team.layout_editor)


def page_of(issue: Issue, sequence: int = 1) -> Page:
    """A page of an issue."""
    return issue.pages.get(sequence=sequence)


def readers(team: Team) -> list[User]:
    """Three people who may sign proofs."""
    return [team.proofreader, team.editor, make_user(Role.PROOFREADER)]


def sign_three(set_page: SetPage, people: list[User]) -> None:
    """The three proofs of a page."""
    for step, person in zip(PROOFS, people, strict=True):
        sign_proof(set_page, by=person, step=step)
