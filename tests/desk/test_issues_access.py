"""Who may open which address of the issues' desk, role by role, and what each may change there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.models import Article
from issues.models import Issue, Placement
from tests.factories import Team, make_article, make_issue, make_placement, make_published_issue, make_released

pytestmark = pytest.mark.django_db

READERS = ("editor", "chief_editor", "layout_editor", "proofreader", "leader")
PLACERS = ("chief_editor", "layout_editor")
IMPORTERS = ("contributor", "section_head", "editor", "chief_editor", "outsider")
ROLES = (*READERS, "contributor", "section_head", "outsider", "system_admin", "security_admin", "audit_admin")
PLACEMENT_ACTS = ("placement_move", "placement_adjust", "placement_refresh", "placement_remove")


def url(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def allowed(role: str, holders: tuple[str, ...], *, done: int = 200, unseen: int = 404) -> int:
    """The answer's status: done, forbidden for who sees issues, unseen for the others."""
    return done if role in holders else 403 if role in READERS else unseen


@pytest.mark.parametrize("is_published", [False, True])
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_an_issue(client: Client, team: Team, role: str, is_published: bool) -> None:
    issue = make_published_issue(team) if is_published else make_issue()
    if not is_published:
        for page in issue.pages.all():
            make_placement(team, page)
        make_released(issue, team)
    client.force_login(team.everyone[role])
    sees = 200 if role in READERS else 404
    assert client.get(url("issue_plan", issue.pk)).status_code == sees
    assert client.get(url("issue_checklist", issue.pk)).status_code == sees
    assert client.get(url("issue_edit", issue.pk)).status_code == allowed(role, PLACERS)
    done = 302 if is_published else 200  # a published issue is shown instead of asked about
    assert client.get(url("issue_publish", issue.pk)).status_code == allowed(role, ("chief_editor",), done=done)


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_new_things(client: Client, team: Team, role: str) -> None:
    make_issue()
    client.force_login(team.everyone[role])
    assert client.get(url("issue_list")).status_code == (200 if role in READERS else 403)
    assert client.get(url("issue_add")).status_code == (200 if role in PLACERS else 403)
    assert client.post(url("issue_add"), {}).status_code == (200 if role in PLACERS else 403)
    assert client.get(url("page_import")).status_code == (200 if role in IMPORTERS else 403)
    assert client.post(url("page_import"), {}).status_code == (400 if role in IMPORTERS else 403)


@pytest.mark.parametrize("role", ROLES)
def test_placements_change_only_for_who_places(client: Client, team: Team, role: str) -> None:
    issue = make_issue()
    placement = make_placement(team, issue.pages.all()[0])
    article = make_article(team, state=Article.State.APPROVED)
    client.force_login(team.everyone[role])
    place = {"article": article.pk, "revision": 1, "page": placement.page_id}
    expected = allowed(role, PLACERS, done=302)
    assert client.post(url("placement_place", issue.pk), place).status_code == expected
    assert Placement.objects.filter(article=article).exists() == (role in PLACERS)
    for name in PLACEMENT_ACTS:
        assert client.post(url(name, placement.pk), {}).status_code == expected, name
    assert Placement.objects.filter(pk=placement.pk).exists() != (role in PLACERS)


@pytest.mark.parametrize("role", ROLES)
def test_publishing_is_the_chief_editors(client: Client, team: Team, role: str) -> None:
    issue = make_issue(1)
    make_placement(team, issue.pages.get())
    make_released(issue, team)
    client.force_login(team.everyone[role])
    answer = client.post(url("issue_publish", issue.pk))
    assert answer.status_code == allowed(role, ("chief_editor",), done=302)
    issue.refresh_from_db()
    assert issue.is_published == (role == "chief_editor")


def test_visitors_are_sent_to_the_login(client: Client, team: Team) -> None:
    issue = make_issue()
    placement = make_placement(team, issue.pages.all()[0])
    addresses = [url(name) for name in ("issue_list", "issue_add", "page_import")]
    addresses += [url(name, issue.pk) for name in ("issue_plan", "issue_edit", "issue_checklist", "issue_publish")]
    addresses += [url("placement_place", issue.pk), *(url(name, placement.pk) for name in PLACEMENT_ACTS)]
    for address in addresses:
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code == 302 and "/login/" in answer["Location"], address
    assert Placement.objects.count() == 1


def test_nothing_changes_by_get(client: Client, team: Team) -> None:
    issue = make_issue()
    placement = make_placement(team, issue.pages.all()[0])
    client.force_login(team.chief_editor)
    acts = [url("placement_place", issue.pk), *(url(name, placement.pk) for name in PLACEMENT_ACTS)]
    assert [client.get(address).status_code for address in acts] == [405] * 5
    client.get(url("issue_publish", issue.pk))
    assert Issue.objects.get().state == Issue.State.PLANNED and Placement.objects.count() == 1


def test_every_change_needs_its_token(team: Team) -> None:
    client = Client(enforce_csrf_checks=True)
    issue = make_issue(1)
    placement = make_placement(team, issue.pages.get())
    client.force_login(team.chief_editor)
    addresses = [url("issue_add"), url("page_import")]
    addresses += [url(name, issue.pk) for name in ("issue_edit", "issue_publish", "placement_place")]
    addresses += [url(name, placement.pk) for name in PLACEMENT_ACTS]
    assert {address: client.post(address, {}).status_code for address in addresses} == dict.fromkeys(addresses, 403)


@pytest.mark.parametrize("number", [0, 999_999, 10**30])
def test_unknown_issues_and_placements_are_not_found(client: Client, team: Team, number: int) -> None:
    client.force_login(team.chief_editor)
    for name in ("issue_plan", "issue_edit", "issue_checklist", "issue_publish"):
        assert client.get(url(name, number)).status_code == 404, name
    assert client.post(url("placement_place", number), {}).status_code == 404


@pytest.mark.parametrize("name", ["delete", "history"])
def test_no_raw_form_stands_beside_ours(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"desk:issues_issue_{name}", args=[1])


def test_plan_shows_only_what_may_be_done(client: Client, team: Team) -> None:
    issue = make_issue()
    make_placement(team, issue.pages.all()[0])
    make_article(team, state=Article.State.APPROVED)
    client.force_login(team.proofreader)
    looked = client.get(url("issue_plan", issue.pk)).content.decode()
    assert "/move/" not in looked and "/place/" not in looked and "/publish/" not in looked
    client.force_login(team.layout_editor)
    placing = client.get(url("issue_plan", issue.pk)).content.decode()
    assert "/move/" in placing and "/place/" in placing and "/publish/" not in placing


def test_publication_is_edited_by_who_may_and_never_deleted(client: Client, team: Team) -> None:
    make_issue()
    for role in ROLES:
        client.force_login(team.everyone[role])
        status = client.get(reverse("desk:issues_publication_changelist")).status_code
        assert status == (200 if role in ("chief_editor", "system_admin") else 403), role
    client.force_login(team.chief_editor)
    publication = Issue.objects.get().publication
    assert client.get(reverse("desk:issues_publication_change", args=[publication.pk])).status_code == 200
    assert client.get(reverse("desk:issues_publication_delete", args=[publication.pk])).status_code == 403
    assert client.get(reverse("desk:issues_publication_add")).status_code == 403  # there is one already
