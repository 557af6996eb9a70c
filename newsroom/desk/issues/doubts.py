"""The importer's doubts in words: what it is not sure of, and what a person should look at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from issues.page_import import Doubt

WORDS = {
    Doubt.NO_HEADLINE: _("No headline was found: give it one."),
    Doubt.NO_BODY: _("There is a headline but no text under it."),
    Doubt.NO_SIGNATURE: _("No submitting department stands at its end."),
    Doubt.DETACHED_HEADLINE: _("The headline stands apart from its text: check that the two belong together."),
    Doubt.STACKED_HEADLINES: _("Several headlines stand on top of each other: check which belongs to this text."),
    Doubt.KICKER_GUESSED: _("The kicker is a guess: it may be part of the title."),
    Doubt.SUBTITLE_GUESSED: _("The subtitle is a guess: it may be part of the title."),
    Doubt.WEAK_BOUNDARY: _("It is not certain where this article begins or ends."),
    Doubt.TAIL_ELSEWHERE: _("Its end stands elsewhere on the page and was joined to it."),
    Doubt.UNKNOWN_DEPARTMENT: _("A submitting department is not in the register."),
    Doubt.COLUMN_GUESSED: _("The column is a guess, from the label above."),
    Doubt.BYLINE_GUESSED: _("The byline is a guess."),
    Doubt.SIGNATURE_GUESSED: _("The submitting department is a guess."),
    Doubt.TORN_PARAGRAPH: _("A paragraph was torn apart on the page and was joined again."),
    Doubt.DOUBLED_AT_TEAR: _("Words are doubled where a paragraph was torn."),
    Doubt.UNFINISHED_PARAGRAPH: _("A paragraph breaks off in the middle of a sentence."),
    Doubt.BREAK_GUESSED: _("It is not certain where one paragraph ends and the next begins."),
    Doubt.SUBHEAD_GUESSED: _("A subhead is a guess."),
    Doubt.SHADOW_COPY: _("The page repeats some of its words; the second copy was left out."),
    Doubt.UNREADABLE_CHARACTERS: _("Some characters could not be read."),
    Doubt.FURNITURE_GUESSED: _("Some lines were taken for page furniture without being certain."),
}


def doubt_in_words(code: str) -> str:
    """The sentence for a doubt; a code that is newer than this table is shown as it is."""
    return str(WORDS[Doubt(code)]) if code in WORDS else code
