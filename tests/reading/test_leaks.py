"""Nothing leaks: for each state that is not public, every public address is asked, and none tells anything of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import clock
from articles import workflow
from articles.content import Content, Credit, Picture, Source
from articles.models import Article, Photo
from articles.steps import REVIEWS
from issues.models import Issue
from issues.publishing import publish_issue, withdraw_issue
from tests.factories import make_article, make_issue, make_photo, make_placement, make_released
from tests.reading.paper import HIDDEN_STATES, Paper, take_down
from tests.reading.public_addresses import ADDRESSES, Subject, asked_about, public_names

FIELDS = (
    *("kicker", "title", "subtitle", "summary", "body", "person", "note", "source"),
    *("caption", "credit", "alternative", "inline_caption", "inline_alternative", "print_headline", "correction"),
)
ASKED = ("kicker", "title", "subtitle", "body", "person", "caption")  # searched for
OFTEN = 3  # how often a word stands in the body: topics are made of words that are repeated


def token(case: int, part: str) -> str:
    """Four characters that stand in one part of one case's story and nowhere else."""
    number = FIELDS.index(part)
    return "".join(chr(0x9A00 + offset) for offset in (case, 0x100 + number, 0x80 + case, 0x180 + number))


@dataclass
class Case:
    """A story that is not public in some way, with the words and files that no public address may tell."""

    number: int
    paper: Paper
    issue: Issue | None = None
    article: Article = field(init=False)
    photos: list[Photo] = field(default_factory=list)
    is_known: bool = False  # the story is public, in another text

    def word(self, part: str) -> str:
        """The word of one part."""
        return token(self.number, part)

    def content(self, **changes: Any) -> Content:
        """A story whose every part holds a word of its own."""
        team = self.paper.team
        self.photos = [make_photo(team.contributor, (600, 400)) for _ in range(2)]
        attached, inline = self.photos
        word = self.word
        figure = f'<figure class="image"><img src="/media/{inline.name}" alt="{word("inline_alternative")}"></figure>'
        parts: dict[str, Any] = {
            "kicker": word("kicker"),
            "title": word("title"),
            "subtitle": word("subtitle"),
            "summary": word("summary"),
            "body": f"<p>{word('body') * OFTEN}</p>{figure}",
            "column_id": self.paper.column.pk,
            "grid_area_ids": (self.paper.area.pk,),
            "bylines": (Credit(word("person"), "correspondent", word("note")),),
            "attributions": (Source(team.department.name, team.department.pk), Source(word("source"))),
            "photos": (
                Picture(attached.pk, word("caption"), word("credit"), word("alternative")),
                Picture(inline.pk, word("inline_caption"), "", word("inline_alternative"), inline=True),
            ),
        }
        return Content(**(parts | changes))

    @property
    def secrets(self) -> list[str]:
        """Everything that betrays the story: its words, as they are and as addresses write them, and its files."""
        words = [self.word(part) for part in FIELDS]
        files = [photo.name.rpartition("/")[2].removesuffix(".jpg") for photo in self.photos]
        return [*words, *map(quote, words), *files]

    @property
    def subject(self) -> Subject:
        """What is asked for."""
        words = tuple(self.word(part) for part in ASKED)
        issue = self.issue or self.paper.issue
        return Subject(self.article, issue, words, self.word("person"), tuple(self.photos))


# ------------------------------------------------------------------------------------ ways of not being public


def in_state(state: Article.State) -> Callable[[Case], None]:
    """A story that stands in a state which is not public."""

    def prepare(case: Case) -> None:
        case.article = make_article(case.paper.team, case.content(), state=state)

    return prepare


def _placed(case: Case, number: int) -> Issue:
    team = case.paper.team
    case.issue = make_issue(1, date=date(2027, 1, number), number=number, total_number=200 + number)
    case.article = make_article(team, case.content(), state=Article.State.APPROVED)
    headline = case.word("print_headline")
    make_placement(team, case.issue.pages.get(), case.article, print_headline=headline, prominence=1)
    return make_released(case.issue, team)


def planned(case: Case) -> None:
    """In an issue whose pages are set and released, and that is not out."""
    _placed(case, 1)


def scheduled(case: Case) -> None:
    """In an issue that is published for tomorrow."""
    issue = _placed(case, 2)
    publish_issue(issue, by=case.paper.team.chief_editor, at=timezone.now() + timedelta(days=1))


def withdrawn_with_its_issue(case: Case) -> None:
    """In an issue that was out and was withdrawn."""
    issue = _placed(case, 3)
    published = publish_issue(issue, by=case.paper.team.chief_editor)
    withdraw_issue(published, by=case.paper.team.chief_editor, reason="印错了日期。")


def retracted_from_its_issue(case: Case) -> None:
    """Retracted, while its issue with the printed page stays out."""
    issue = _placed(case, 4)
    publish_issue(issue, by=case.paper.team.chief_editor)
    take_down(case.article)


def correction_in_work(case: Case) -> None:
    """The proposed correction of a story that is public."""
    team = case.paper.team
    case.article = make_article(team, state=Article.State.PUBLISHED)
    case.is_known = True
    corrected = case.content(correction_note=case.word("correction"))
    workflow.correct(case.article, by=team.contributor, expected_revision=1, content=corrected)


def corrected_away(case: Case) -> None:
    """What stood in a story before it was corrected."""
    team = case.paper.team
    case.article = make_article(team, case.content(), state=Article.State.PUBLISHED)
    case.is_known = True
    better = Content(title="改正后的标题", body="<p>改正后的正文。</p>", correction_note="原文有误，已改正。")
    number = workflow.correct(case.article, by=team.contributor, expected_revision=1, content=better).number
    for review, signer in zip(REVIEWS, team.signers, strict=True):
        workflow.approve(case.article, by=signer, expected_revision=number, step=review.step)
    workflow.publish(case.article, by=team.chief_editor, expected_revision=number)


WAYS: dict[str, Callable[[Case], None]] = {
    **{f"state {state}": in_state(state) for state in HIDDEN_STATES},
    "planned": planned,
    "scheduled": scheduled,
    "withdrawn with its issue": withdrawn_with_its_issue,
    "retracted from its issue": retracted_from_its_issue,
    "correction in work": correction_in_work,
    "corrected away": corrected_away,
}


# ----------------------------------------------------------------------------------------------------- asking


@dataclass(frozen=True)
class Answer:
    """What one address answered when it was asked about a story: body and headers in one text."""

    name: str
    address: str
    status: int
    text: str


def ask(client: Client, name: str, address: str) -> Answer:
    """Ask one address."""
    response: Any = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{header}: {value}" for header, value in response.headers.items())
    return Answer(name, address, response.status_code, f"{headers}\n{content.decode('utf-8', 'ignore')}")


def ask_everywhere(client: Client, case: Case) -> list[Answer]:
    """Ask every public address about a story."""
    asked = asked_about(case.paper, case.subject)
    return [ask(client, name, address) for name, addresses in asked.items() for address in addresses]


def told(answers: list[Answer], case: Case) -> list[str]:
    """The addresses that betray anything of the story, each with what. What was asked for may be shown again."""
    return [
        f"{answer.name} {answer.address}: {secret}"
        for answer in answers
        for secret in case.secrets
        if secret in answer.text and secret not in answer.address and quote(secret) not in answer.address
    ]


def shown_files(answers: list[Answer]) -> list[Answer]:
    """The addresses of photos that answer with anything but "not found"."""
    return [answer for answer in answers if answer.name == "photo_file" and answer.status != 404]


def named(answers: list[Answer], case: Case) -> list[str]:
    """Where the address of a story stands that is not public, and whether that address answers.

    What was retracted is named on purpose: in the list for those who took it over, and where the paper says so.
    """
    own = case.article.get_absolute_url()
    wrong = [f"{one.address}: {one.status}" for one in answers if one.address == own and one.status not in (404, 410)]
    if Article.objects.filter(pk=case.article.pk, state=Article.State.RETRACTED).exists():
        return wrong
    for answer in answers:
        text = answer.text.replace(f'value="{own}"', "")  # of the form that leads back to where the reader was
        if f'{own}"' in text or f"{own}<" in text:
            wrong.append(f"{answer.name} {answer.address}: {own}")
    return wrong


def test_every_public_address_is_asked() -> None:
    assert public_names() == set(ADDRESSES)


def test_every_state_is_among_the_ways() -> None:
    assert {f"state {state}" for state in Article.State} - set(WAYS) == {f"state {Article.State.PUBLISHED}"}


def test_nothing_is_told_of_a_story_that_is_not_public(client: Client, paper: Paper) -> None:
    """One paper for all ways, each undone before the next: setting up a paper is what takes the time."""
    betrayals: dict[str, list[Any]] = {}
    for number, (way, prepare) in enumerate(WAYS.items()):
        with transaction.atomic():
            case = Case(number, paper)
            prepare(case)
            answers = ask_everywhere(client, case)
            betrayals[way] = [*told(answers, case), *shown_files(answers)]
            if not case.is_known:
                betrayals[way] += named(answers, case)
            transaction.set_rollback(True)
    assert betrayals == {way: [] for way in WAYS}


def test_people_of_the_newsroom_see_no_more_on_public_addresses(client: Client, paper: Paper) -> None:
    case = Case(30, paper)
    scheduled(case)
    client.force_login(paper.team.chief_editor)
    answers = ask_everywhere(client, case)
    assert told([answer for answer in answers if answer.name.startswith("reading:")], case) == []


def test_story_is_told_while_it_is_public_and_no_longer_with_the_next_request(client: Client, paper: Paper) -> None:
    case = Case(31, paper)
    issue = _placed(case, 5)
    publish_issue(issue, by=paper.team.chief_editor)
    answers = ask_everywhere(client, case)
    before = told(answers, case)
    # The same walk finds the story in every way while it is public; else it would prove nothing.
    for name in ("home", "issue", "article", "column", "feed", "api_articles", "search", "oembed", "sitemap_news"):
        assert any(one.startswith(f"reading:{name} ") for one in before), name
    for part in set(FIELDS) - {"print_headline", "correction"}:
        assert any(one.endswith(case.word(part)) for one in before), part
    assert len(shown_files(answers)) >= len(case.photos)
    take_down(case.article)
    answers = ask_everywhere(client, case)
    assert told(answers, case) == [] and shown_files(answers) == []


def test_story_for_a_later_hour_comes_out_at_that_hour_and_not_before(client: Client, paper: Paper) -> None:
    case = Case(32, paper)
    scheduled(case)
    assert told(ask_everywhere(client, case), case) == []
    with clock.at(timezone.now() + timedelta(days=1, minutes=1)):
        answers = ask_everywhere(client, case)
        assert any(one.startswith("reading:home ") for one in told(answers, case))
        assert len(shown_files(answers)) >= len(case.photos)
