"""Articles, their immutable revisions, columns, photos and sign-offs."""

from articles.models.articles import Article, ArticleQuerySet
from articles.models.columns import Column
from articles.models.handling import Comment, PreviewLink, PreviewNote, Transition, WorkingCopy
from articles.models.photos import Photo
from articles.models.revisions import Attribution, Byline, PhotoUse, Revision, RevisionGridArea
from articles.models.search import SearchEntry
from articles.models.sign_offs import SignOff

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Attribution",
    "Byline",
    "Column",
    "Comment",
    "Photo",
    "PhotoUse",
    "PreviewLink",
    "PreviewNote",
    "Revision",
    "RevisionGridArea",
    "SearchEntry",
    "SignOff",
    "Transition",
    "WorkingCopy",
]
