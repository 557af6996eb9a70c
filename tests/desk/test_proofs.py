"""Proofs at the desk: overview, the page, its files, marks without a script, signing, comparing, the dashboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Notification, User
from accounts.notice_words import PROOF_STEPS, address_of
from issues.models import Issue, PageSignOff, Placement, ProofMark, SetPage
from issues.proofs.marks import mark
from issues.proofs.pulling import pull_proof
from issues.proofs.signing import sign_proof
from tests.factories import Team, make_released
from tests.issues.planned_pages import Step, page_of, planned_issue, readers, sign_three

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(team: Team) -> Issue:
    """An issue of one planned page with two stories."""
    return planned_issue(team)


@pytest.fixture
def proof(issue: Issue, team: Team) -> SetPage:
    """Its pulled proof."""
    return pull_proof(page_of(issue), by=team.layout_editor)


def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def page_url(proof: SetPage) -> str:
    return address("page_proof", proof.page.issue_id, proof.page.sequence)


def words(response: Any) -> str:
    return response.content.decode()


def told(client: Client, response: Any) -> str:
    """What the page after an act says."""
    return words(client.get(response.url))


# ----------------------------------------------------------------------------------------------- overview


def test_overview_pulls_signs_and_releases(issue: Issue, team: Team) -> None:
    client = as_person(team.chief_editor)
    empty = words(client.get(address("issue_proofs", issue.pk)))
    assert "not set yet" in empty or "尚未出样" in empty
    assert client.post(address("issue_proofs_pull", issue.pk))["Location"] == address("issue_proofs", issue.pk)
    proof = SetPage.objects.get()
    sign_three(proof, readers(team))
    shown = client.get(address("issue_proofs", issue.pk))
    assert shown.context["ready"] == 1 and reverse("desk:proof_file", args=[proof.pk, "page-480.webp"]) in words(shown)
    client.post(address("issue_proofs_release", issue.pk))
    assert client.get(address("issue_proofs", issue.pk)).context["released"] == 1


def test_overview_costs_the_same_for_any_number_of_pages(team: Team, django_assert_max_num_queries: Any) -> None:
    few, many = make_released(planned_issue(team), team), make_released(planned_issue(team, pages=4, stories=3), team)
    client = as_person(team.proofreader)
    client.get(address("issue_proofs", few.pk))
    with django_assert_max_num_queries(20) as queries:
        client.get(address("issue_proofs", few.pk))
    with django_assert_max_num_queries(len(queries)):
        shown = client.get(address("issue_proofs", many.pk))
    assert len(shown.context["cards"]) == 4


def test_overview_says_whose_signatures_are_void(issue: Issue, proof: SetPage, team: Team) -> None:
    sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF)
    Placement.objects.filter(issue=issue, order=1).update(print_headline="换了")
    shown = as_person(team.layout_editor).get(address("issue_proofs", issue.pk))
    assert team.proofreader.name in shown.context["cards"][0].void
    assert shown.context["to_pull"] == 1


def test_overset_pages_are_refused_in_words(issue: Issue, team: Team) -> None:
    block = issue.blocks.order_by("y")[0]
    block.height = 3
    block.save()
    client = as_person(team.layout_editor)
    assert block.placement and block.placement.headline in told(
        client, client.post(address("issue_proofs_pull", issue.pk))
    )
    assert not SetPage.objects.exists()


# ------------------------------------------------------------------------------------------------ the page


def test_page_shows_image_words_and_marks_in_a_fixed_number_of_queries(
    issue: Issue, proof: SetPage, team: Team, django_assert_max_num_queries: Any
) -> None:
    client = as_person(team.proofreader)
    mark(proof, by=team.proofreader, x=0.2, y=0.2, width=0.1, height=0.1, text="这里不对")
    with django_assert_max_num_queries(27) as few:
        shown = words(client.get(page_url(proof)))
    for n in range(6):
        mark(proof, by=team.editor, x=0.1 * n, y=0.3, text=f"第{n}处")
    with django_assert_max_num_queries(len(few)):
        client.get(page_url(proof))
    assert "这里不对" in shown and 'x="20.000%"' in shown and proof.text[0]["headline"] in shown
    assert proof.text[0]["text"].splitlines()[0] in shown


def test_page_without_a_proof_offers_to_pull_one(issue: Issue, team: Team) -> None:
    url = address("page_proof", issue.pk, 1)
    assert address("page_proof_pull", issue.pk, 1) in words(as_person(team.layout_editor).get(url))
    assert address("page_proof_pull", issue.pk, 1) not in words(as_person(team.leader).get(url))
    assert as_person(team.leader).get(f"{url}?setting=99").status_code == 404
    assert as_person(team.leader).get(address("page_proof", issue.pk, 9)).status_code == 404


def test_page_survives_an_odd_setting(proof: SetPage, team: Team) -> None:
    client = as_person(team.leader)
    assert client.get(f"{page_url(proof)}?setting=x").status_code == 404
    assert client.get(f"{page_url(proof)}?setting={proof.pk}").status_code == 200


def test_mark_without_a_script_takes_the_story_s_region(proof: SetPage, team: Team) -> None:
    client = as_person(team.proofreader)
    response = client.post(address("proof_mark", proof.pk), {"where": "story-2", "text": "人名请核实"})
    made = ProofMark.objects.get()
    region = proof.text[1]["region"]
    assert (made.x, made.y) == (round(region[0], 5), round(region[1], 5))
    assert made.placement_id == proof.regions.all()[1].placement_id
    assert response["Location"].endswith(f"#mark-{made.pk}")


def test_mark_at_a_place_and_on_the_whole_page(proof: SetPage, team: Team) -> None:
    client = as_person(team.proofreader)
    place = {"where": "place", "x": "0.25", "y": "0.5", "width": "0.1", "height": "0.05", "text": "错字"}
    client.post(address("proof_mark", proof.pk), place)
    client.post(address("proof_mark", proof.pk), {"where": "page", "text": "行距"})
    first, second = ProofMark.objects.all()
    assert (first.x, first.y, first.width, first.height) == (0.25, 0.5, 0.1, 0.05)
    assert (second.width, second.height) == (1, 1)


@pytest.mark.parametrize("data", [{}, {"where": "story-9", "text": "x"}, {"where": "place", "x": "a", "text": "x"}])
def test_mark_that_says_nothing_is_refused_in_words(proof: SetPage, team: Team, data: dict[str, str]) -> None:
    client = as_person(team.proofreader)
    response = client.post(address("proof_mark", proof.pk), data)
    assert response.status_code == 302 and not ProofMark.objects.exists()
    assert "messagelist" in told(client, response) or "notice--error" in told(client, response)


def test_marks_are_answered_at_the_page(proof: SetPage, team: Team) -> None:
    made = mark(proof, by=team.proofreader, x=0.2, y=0.2, text="改")
    client = as_person(team.layout_editor)
    client.post(address("mark_answer", made.pk), {"state": "declined", "answer": "原稿如此"})
    made.refresh_from_db()
    assert (made.state, made.answer) == ("declined", "原稿如此")
    assert "原稿如此" in words(client.get(page_url(proof)))
    assert as_person(team.editor).post(address("mark_answer", made.pk), {"state": "mended"}).status_code == 403


def test_signing_returning_and_releasing_by_their_buttons(issue: Issue, proof: SetPage, team: Team) -> None:
    people = readers(team)
    for person, step in zip(people, Step.values[:3], strict=True):
        client = as_person(person)
        assert address("proof_sign", proof.pk) in words(client.get(page_url(proof)))
        client.post(address("proof_sign", proof.pk), {"step": step, "opinion": "已核"})
    chief = as_person(team.chief_editor)
    assert chief.get(page_url(proof)).context["may_release"]
    chief.post(address("proof_release", proof.pk), {"step": "release"})
    assert PageSignOff.objects.filter(verdict="passed").count() == 4
    assert "release" not in {row.step for row in PageSignOff.objects.filter(verdict="returned")}


def test_who_signed_a_proof_is_told_why_she_signs_no_other(proof: SetPage, team: Team) -> None:
    sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF)
    context = as_person(team.proofreader).get(page_url(proof)).context
    assert not context["may_sign"] and context["why_not"]


def test_returning_a_page(proof: SetPage, team: Team) -> None:
    client = as_person(team.proofreader)
    client.post(address("proof_return", proof.pk), {"opinion": "第二栏串行"})
    assert PageSignOff.objects.get().verdict == "returned"
    assert "第二栏串行" in words(as_person(team.layout_editor).get(page_url(proof)))


def test_a_stale_proof_is_not_signed_and_says_so(issue: Issue, proof: SetPage, team: Team) -> None:
    Placement.objects.filter(issue=issue, order=1).update(print_headline="换了")
    client = as_person(team.proofreader)
    assert not client.get(page_url(proof)).context["may_sign"]
    response = client.post(address("proof_sign", proof.pk), {"step": "first_proof"})
    assert response.status_code == 302 and not PageSignOff.objects.exists()


def test_open_marks_stay_in_sight_when_the_plan_is_put_back(issue: Issue, proof: SetPage, team: Team) -> None:
    placements = Placement.objects.filter(issue=issue, order=1)
    placements.update(print_headline="换了")
    mark(pull_proof(page_of(issue), by=team.layout_editor), by=team.proofreader, x=0.2, y=0.2, text="新样上的问题")
    placements.update(print_headline="")
    context = as_person(team.layout_editor).get(page_url(proof)).context
    assert context["shown"] == proof
    assert [pin.mark.text for pin in context["open_pins"]] == ["新样上的问题"]


# ----------------------------------------------------------------------------------------------- the files


def test_files_are_for_the_newsroom_alone(proof: SetPage, team: Team) -> None:
    url = address("proof_file", proof.pk, "page-960.webp")
    answer = as_person(team.leader).get(url)
    assert answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    assert as_person(team.contributor).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    for name in ("page-961.webp", "..", "page.html", "page.pdf.exe"):
        assert as_person(team.leader).get(f"/desk/issues/issue/proof/{proof.pk}/{name}").status_code == 404


def test_a_pdf_that_leaves_leaves_a_row(proof: SetPage, team: Team) -> None:
    answer = as_person(team.proofreader).get(address("proof_file", proof.pk, "page.pdf"))
    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.get(action="page.pdf").detail["pdf_hash"] == proof.pdf_hash
    default_storage.delete(f"{proof.folder}/page.pdf")
    assert as_person(team.proofreader).get(address("proof_file", proof.pk, "page.pdf")).status_code == 404


# ---------------------------------------------------------------------------------------------- comparing


def test_two_settings_are_compared_in_words_and_in_the_image(
    issue: Issue, proof: SetPage, team: Team, django_assert_max_num_queries: Any
) -> None:
    client = as_person(team.proofreader)
    url = address("page_proof_changes", issue.pk, 1)
    assert client.get(url).status_code == 404  # there is nothing to compare with
    Placement.objects.filter(issue=issue, order=1).update(print_headline="换成新的题目")
    newer = pull_proof(page_of(issue), by=team.layout_editor)
    with django_assert_max_num_queries(12):
        shown = client.get(url)
    assert (shown.context["old"], shown.context["new"]) == (proof, newer)
    assert shown.context["changes"].stories[0].changed and shown.context["changes"].stories[1].is_same
    assert 1 <= len(shown.context["areas"]) <= 12
    assert client.get(f"{url}?old={newer.pk}&new={proof.pk}&show=columns").status_code == 200
    assert client.get(f"{url}?old=0x1").status_code == 404


# ------------------------------------------------------------------------------------- dashboard, notices


def test_dashboard_shows_each_what_waits_for_her(issue: Issue, proof: SetPage, team: Team) -> None:
    def waiting(person: User) -> list[str]:
        panel = as_person(person).get(reverse("desk:index")).context["board"]["proofs"]
        return [row.state for row in panel["rows"]] if panel else []

    assert waiting(team.proofreader) == ["first_review"] and waiting(team.layout_editor) == []
    assert waiting(team.contributor) == [] and waiting(team.leader) == []
    made = mark(proof, by=team.proofreader, x=0.2, y=0.2, text="改")
    assert waiting(team.proofreader) == [] and waiting(team.layout_editor) == ["sent_back"]
    ProofMark.objects.filter(pk=made.pk).delete()
    sign_three(proof, readers(team))
    assert waiting(team.proofreader) == [] and waiting(team.chief_editor) == ["approved"]


def test_notices_lead_to_the_page_and_name_the_step(proof: SetPage, team: Team) -> None:
    notice = Notification.objects.get(kind="page.waiting")
    assert address_of(notice) == page_url(proof)
    assert {key: str(words) for key, words in PROOF_STEPS.items()} == {s.value: str(s.label) for s in Step}
