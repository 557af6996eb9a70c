"""What an import drops or changes, counted while it happens and said in whole sentences afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST_SAMPLE = 40  # characters of dropped words that a note quotes
MOST_SAMPLES = 3


class Loss(Enum):
    """What may get lost or changed, in the order in which it is said."""

    TRACKED = auto()
    COMMENT = auto()
    TEXT_BOX = auto()
    HEADER = auto()
    NOTE = auto()
    CONTENTS = auto()
    HIDDEN = auto()
    STRUCK = auto()
    OBJECT = auto()
    CHART = auto()
    FORMULA = auto()
    PARTS_INSERTED = auto()
    MACRO = auto()
    LINKED_PICTURE = auto()
    VECTOR_PICTURE = auto()
    BAD_PICTURE = auto()
    SMALL_PICTURE = auto()
    HUGE_PICTURE = auto()
    SURPLUS_PICTURE = auto()
    CROPPED_PICTURE = auto()
    PICTURE_TABLE = auto()
    FRAME = auto()
    CONTACT = auto()
    DATE = auto()


@dataclass
class Losses:
    """The counts, with some of the words that went."""

    counts: Counter[Loss] = field(default_factory=Counter)
    samples: dict[Loss, list[str]] = field(default_factory=dict)
    guesses: list[str] = field(default_factory=list)

    def add(self, loss: Loss, words: str = "", count: int = 1) -> None:
        """Count a loss; ``words`` are quoted in its note."""
        self.counts[loss] += count
        words = " ".join(words.split())
        if words:
            short = words if len(words) <= LONGEST_SAMPLE else words[: LONGEST_SAMPLE - 1] + "…"
            self.samples.setdefault(loss, []).append(short)

    def guess(self, words: str) -> None:
        """Say what was decided without a clear sign."""
        self.guesses.append(words)

    def sentences(self) -> Iterator[str]:
        """The notes: first guesses about the headline, then losses."""
        yield from self.guesses
        for loss in Loss:
            if count := self.counts[loss]:
                quoted = [_("“%(words)s”") % {"words": words} for words in self.samples.get(loss, [])[:MOST_SAMPLES]]
                sentence = _sentence(loss, count)
                yield (
                    _("%(sentence)s %(quoted)s") % {"sentence": sentence, "quoted": " ".join(quoted)}
                    if quoted
                    else sentence
                )


def _sentence(loss: Loss, count: int) -> str:
    return _WORDS[loss](count) % {"count": count}


_WORDS = {
    Loss.TRACKED: lambda n: ngettext(
        "%(count)d tracked change was taken as accepted.", "%(count)d tracked changes were taken as accepted.", n
    ),
    Loss.COMMENT: lambda n: ngettext("%(count)d comment was left out.", "%(count)d comments were left out.", n),
    Loss.TEXT_BOX: lambda n: ngettext(
        "The words of %(count)d text box now stand after the paragraph beside it.",
        "The words of %(count)d text boxes now stand after the paragraphs beside them.",
        n,
    ),
    Loss.HEADER: lambda n: ngettext(
        "%(count)d header or footer was left out.", "%(count)d headers and footers were left out.", n
    ),
    Loss.NOTE: lambda n: ngettext(
        "%(count)d footnote was left out; put into the text what readers need.",
        "%(count)d footnotes were left out; put into the text what readers need.",
        n,
    ),
    Loss.CONTENTS: lambda n: _("The table of contents was left out."),
    Loss.HIDDEN: lambda n: _("Hidden text was left out."),
    Loss.STRUCK: lambda n: ngettext(
        "%(count)d struck-through passage was kept as ordinary text. Delete it where it should go.",
        "%(count)d struck-through passages were kept as ordinary text. Delete what should go.",
        n,
    ),
    Loss.OBJECT: lambda n: ngettext(
        "%(count)d embedded file or object was left out.", "%(count)d embedded files or objects were left out.", n
    ),
    Loss.CHART: lambda n: ngettext(
        "%(count)d chart or diagram was left out. Save it as a picture and add that as a photo.",
        "%(count)d charts or diagrams were left out. Save them as pictures and add those as photos.",
        n,
    ),
    Loss.FORMULA: lambda n: ngettext(
        "%(count)d formula became plain characters; check it.",
        "%(count)d formulas became plain characters; check them.",
        n,
    ),
    Loss.PARTS_INSERTED: lambda n: ngettext(
        "%(count)d inserted document was left out.", "%(count)d inserted documents were left out.", n
    ),
    Loss.MACRO: lambda n: _("Macros were left out."),
    Loss.LINKED_PICTURE: lambda n: ngettext(
        "%(count)d picture is not in the file but elsewhere, and was not fetched. Add it as a photo.",
        "%(count)d pictures are not in the file but elsewhere, and were not fetched. Add them as photos.",
        n,
    ),
    Loss.VECTOR_PICTURE: lambda n: ngettext(
        "%(count)d drawing (WMF, EMF or SVG) cannot be used. Save it as JPEG or PNG and add that as a photo.",
        "%(count)d drawings (WMF, EMF or SVG) cannot be used. Save them as JPEG or PNG and add those as photos.",
        n,
    ),
    Loss.BAD_PICTURE: lambda n: ngettext(
        "%(count)d picture could not be read and was left out.",
        "%(count)d pictures could not be read and were left out.",
        n,
    ),
    Loss.SMALL_PICTURE: lambda n: ngettext(
        "%(count)d tiny picture, too small to print, was left out.",
        "%(count)d tiny pictures, too small to print, were left out.",
        n,
    ),
    Loss.HUGE_PICTURE: lambda n: ngettext(
        "%(count)d picture is too large and was left out. Save it smaller and add it as a photo.",
        "%(count)d pictures are too large and were left out. Save them smaller and add them as photos.",
        n,
    ),
    Loss.SURPLUS_PICTURE: lambda n: ngettext(
        "%(count)d picture beyond the most that one story may have was left out.",
        "%(count)d pictures beyond the most that one story may have were left out.",
        n,
    ),
    Loss.CROPPED_PICTURE: lambda n: ngettext(
        "%(count)d picture was cropped in Word; here it is whole again.",
        "%(count)d pictures were cropped in Word; here they are whole again.",
        n,
    ),
    Loss.PICTURE_TABLE: lambda n: ngettext(
        "%(count)d table that only held pictures in place was dissolved.",
        "%(count)d tables that only held pictures in place were dissolved.",
        n,
    ),
    Loss.FRAME: lambda n: ngettext(
        "%(count)d table of a single cell became ordinary paragraphs.",
        "%(count)d tables of a single cell became ordinary paragraphs.",
        n,
    ),
    Loss.CONTACT: lambda n: ngettext(
        "%(count)d line with a telephone number or address of the sender was left out.",
        "%(count)d lines with telephone numbers or addresses of the sender were left out.",
        n,
    ),
    Loss.DATE: lambda n: _("The date below the story was left out."),
}
