"""A run through the queue: the stories in their order, carried in the address from one screen to the next.

The run is a list of numbers taken when it began, so that “3 of 20” stays true and two tabs do not disturb each other.
What the numbers lead to is asked afresh each time: what no longer waits, or is claimed by others, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from articles.handling import claimed_by_other
from articles.models import Article

LONGEST = 100  # stories of one run
HIGHEST = 2**31 - 1
PARAMETER = "queue"


@dataclass(frozen=True)
class Run:
    """The stories of a run, and the one at which it stands (0 before the first)."""

    numbers: tuple[int, ...]
    current: int = 0

    @classmethod
    def from_request(cls, request: HttpRequest, current: int = 0) -> Run:
        """The run that the address carries; an empty one where it carries none, or nonsense."""
        words = request.GET.get(PARAMETER, "").split("-")[:LONGEST]
        numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= len(str(HIGHEST))]
        return cls(tuple(dict.fromkeys(number for number in numbers if 0 < number <= HIGHEST)), current)

    @property
    def is_on(self) -> bool:
        """Whether the story that is shown belongs to a run."""
        return self.current in self.numbers

    @property
    def position(self) -> int:
        """Which story of the run this is, from 1."""
        return self.numbers.index(self.current) + 1

    @property
    def query(self) -> str:
        """What the addresses of the run end with; nothing outside a run."""
        return f"?{self.parameters}" if self.is_on else ""

    @property
    def parameters(self) -> str:
        """The run as a parameter of an address."""
        return urlencode({PARAMETER: "-".join(map(str, self.numbers))})

    @cached_property
    def next_url(self) -> str:
        """Where the next story of the run opens, or its end."""
        return f"{reverse('desk:article_queue_next')}?{self.parameters}&after={self.current}"

    @property
    def previous_url(self) -> str:
        """The story before this one, whatever became of it; nothing at the first."""
        if self.position == 1:
            return ""
        return f"{reverse('desk:article_review', args=[self.numbers[self.position - 2]])}?{self.parameters}"

    def following(self, after: str) -> tuple[int, ...]:
        """The numbers that come after one of them, as the address gives it; all of them where it is none."""
        words = [str(number) for number in self.numbers]
        return self.numbers[words.index(after) + 1 :] if after in words else self.numbers


def review_address(request: HttpRequest, number: int) -> str:
    """The review screen of an article, in the run that the request carries."""
    return f"{reverse('desk:article_review', args=[number])}{Run.from_request(request, number).query}"


def still_waiting(by: User, numbers: Iterable[int]) -> list[Article]:
    """Which of these stories wait for the person's signature, in the given order. One query."""
    wanted = list(numbers)
    waiting = Article.objects.waiting_for(by).filter(pk__in=wanted).select_related("current_revision", "claimed_by")
    found = {article.pk: article for article in waiting.defer("current_revision__body", "current_revision__text")}
    return [found[number] for number in wanted if number in found]


def free_for(by: User, articles: Iterable[Article]) -> list[Article]:
    """Those that nobody else is reviewing."""
    return [article for article in articles if claimed_by_other(article, by) is None]
