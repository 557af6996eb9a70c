"""Read the text dump of one newspaper page into articles, and say how sure the reading is.

Pure: text in, value out; the database importer around it stores the result. The steps: ``reading`` cleans the lines,
``layout`` measures them, ``paths`` decides all roles at once, ``stories`` marries headlines and bodies over the page,
``assembly`` builds the articles.
"""

from __future__ import annotations

from .assembly import Assembler
from .layout import measure
from .model import Doubt, ImportedArticle, PageImport, PageImportError, Paragraph, Register
from .paths import decide
from .reading import read_lines

__all__ = ["Doubt", "ImportedArticle", "PageImport", "PageImportError", "Paragraph", "Register", "parse_page"]

EMPTY = Register()


def parse_page(text: str, register: Register = EMPTY) -> PageImport:
    """The page that a dump holds; line numbers count from 1 and lines end at ``\\n`` only.

    Raises PageImportError with the code empty, binary, too_long or too_many_lines.
    """
    features = measure(read_lines(text, register), register)
    roles, leads = decide(features)
    return Assembler(features, roles, leads, register).page()
