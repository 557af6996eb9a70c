"""What the public search knows of a story: one narrow row for each published revision."""

from __future__ import annotations

from django.db import models

from articles.models.articles import Article
from articles.models.revisions import Revision


class HoldsKeys(models.Func):
    """Whether the text of a revision holds all of these pairs of characters, by the index over them."""

    # The very expression of the index, so that PostgreSQL uses it.
    template = "(newsroom_search_bag(%(expressions)s::integer[]))"
    arg_joiner = ") @> ("
    output_field = models.BooleanField()

    def __init__(self, revision_id: str, keys: list[int]) -> None:
        super().__init__(models.F(revision_id), models.Value(keys))


class SearchEntry(models.Model):
    """The published revision of an article in the index of the public search.

    A trigger on the article's row writes, moves and deletes it in the transaction that publishes, corrects, retracts
    or takes back, so no verb can forget it and nothing in Python may. It holds no text: the pairs of characters are
    read from the revision when it is indexed, which is safe since revisions and their parts are written once.
    """

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.PROTECT, related_name="search_entry")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    class Meta:
        """Latest first."""

        ordering = ["-published_at", "-article_id"]
        indexes = [models.Index(name="search_entry_by_date", fields=["-published_at", "-article"])]

    def __str__(self) -> str:
        return str(self.revision)
