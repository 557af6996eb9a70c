"""Working copies: what a person has typed and not saved, kept apart from the article and its history."""

from __future__ import annotations

from accounts import clock
from accounts.models import User
from articles.models import Article, WorkingCopy

LARGEST = 600_000  # characters of JSON; the form itself takes less
FORMS_EACH = 20  # new articles begun and not saved, for each person


def keep(
    user: User, article: Article | None, *, form_key: str, based_on: int, data: dict[str, list[str]]
) -> WorkingCopy:
    """Put down what the form holds, over what was put down before. No revision is made and nothing is audited."""
    copy, _created = WorkingCopy.objects.update_or_create(
        user=user,
        article=article,
        form_key="" if article else form_key,
        defaults={"based_on": based_on, "data": data, "saved_at": clock.now()},
    )
    if article is None:
        begun = WorkingCopy.objects.filter(user=user, article=None)
        latest = list(begun.order_by("-saved_at").values_list("pk", flat=True)[:FORMS_EACH])
        begun.exclude(pk__in=latest).delete()
    return copy


def find(user: User, article: Article | None, form_key: str = "") -> WorkingCopy | None:
    """What this person put down for this article, or for this new one."""
    return WorkingCopy.objects.filter(user=user, article=article, form_key="" if article else form_key).first()


def discard(user: User, article: Article | None, form_key: str = "") -> None:
    """Forget it: it was saved as a revision, or the person does not want it."""
    WorkingCopy.objects.filter(user=user, article=article, form_key="" if article else form_key).delete()
