"""The site that the security tests attack, and how each person walks it."""

from __future__ import annotations

from pathlib import Path

from django.test import Client
from django.urls import reverse

from articles.models import Article
from issues.models import SetPage
from issues.proofs.files import store_once
from tests.access_table import Row
from tests.factories import make_article
from tests.reading.paper import Paper
from tests.reading.public_addresses import public_names
from tests.security.crawler import Walk
from tests.test_access import Newsroom

PUBLIC = frozenset(public_names())


class Site:
    """A paper with readers and a newsroom with something of everything that the access table names."""

    def __init__(self, paper: Paper, media: Path) -> None:
        self.paper, self.media = paper, media
        self.hidden = paper.add_hidden()
        self.newsroom = Newsroom(paper.team)
        proof = SetPage.objects.get(pk=self.newsroom.numbers["proof"])
        for width in (480, 960, 1600):
            store_once(f"{proof.folder}/page-{width}.webp", b"picture")
        self.articles = {state: make_article(paper.team, state=state) for state in Article.State}

    def client_of(self, name: str) -> Client:
        """A browser in which a person of the access table has logged in; server errors are answers."""
        client = Client(raise_request_exception=False)
        person = self.newsroom.people[name]
        if person is not None:
            client.force_login(person)
        return client

    def walk_as(self, name: str) -> Walk:
        """A person's way through the desk; what is public is a visitor's to walk."""
        return Walk(self.client_of(name), outside=PUBLIC).from_("/desk/")

    def address_of(self, row: Row) -> str:
        """The address that a row of the access table names."""
        numbers: dict[str, object] = {**self.newsroom.numbers}
        if "article" in row.arguments:
            article = self.articles[row.states[0]]
            numbers["article"] = article.pk
            if "comment" in row.arguments:
                numbers["comment"] = self.newsroom.comment(article).pk
            if "preview_link" in row.arguments:
                numbers["preview_link"] = self.newsroom.preview_link(article).pk
        return reverse(f"desk:{row.name}", args=[numbers[name] for name in row.arguments])
