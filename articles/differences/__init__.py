"""What changed between two contents of an article, character by character, fit to be shown.

``compare(old, new, names_of(old, new))`` yields a Differences value; the template tag ``differences`` shows it inline
or side by side. The steps: ``passages`` reads a body, ``alignment`` finds which passage became which, ``texts`` finds
the edits inside one, ``rows`` puts them into words, ``contents`` walks over the whole story.
"""

from articles.differences.contents import Names, compare
from articles.differences.model import Differences, Fate, Mark, Part, Row, Span

__all__ = ["Differences", "Fate", "Mark", "Names", "Part", "Row", "Span", "compare"]
