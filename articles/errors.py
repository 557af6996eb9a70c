"""What a verb answers when it cannot be done; the message says what is wrong and how to mend it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class WorkflowError(Exception):
    """An act that the workflow refuses. ``str()`` of it is fit to be shown."""

    message = _("This cannot be done now.")

    def __init__(self, message: object = None) -> None:
        super().__init__(message if message is not None else self.message)

    def __str__(self) -> str:
        return str(self.args[0])


class NotPermitted(WorkflowError, PermissionDenied):
    """The person's roles or department do not allow the act; views answer 403."""

    message = _("Your role does not allow this, or the article belongs to another department.")


class FourEyes(NotPermitted):
    """The person wrote the text last, or signed another step of it."""

    message = _("Four eyes: nobody signs a text that they edited last, nor two steps of one article.")


class WrongState(WorkflowError):
    """The article is not in a state that allows the act."""

    message = _("The article is no longer in the state for this. Reload the page to see where it stands.")


class Stale(WorkflowError):
    """Somebody saved another revision since the person looked."""

    message = _(
        "Somebody has changed this article since you opened it. Nothing was overwritten: look at the new text first."
    )


class Incomplete(WorkflowError):
    """Something is missing; ``problems`` lists what, in words."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))
