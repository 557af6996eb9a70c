"""From the text dump of a page to drafts: read the bytes, parse, show what would be made, then make it once.

The parser (``issues.page_import``) knows no database; this module gives it the register of names and stores what a
person confirmed, through ``articles.workflow``. The key of an imported article is the hash of its letters, so the
same story imported again, from another dump or with other spaces, is the same article.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles import body as body_module
from articles import workflow
from articles.content import Content, Credit, Source
from articles.errors import NotPermitted
from articles.models import Article, Byline, Column, Revision
from departments.models import Department
from departments.register import STREET_PREFIX, DepartmentRegister
from issues import pdf_pages
from issues.page_import import ImportedArticle, PageImport, PageImportError, Register, parse_page

MAX_BYTES = 2 * 1024 * 1024
MAX_PDF_BYTES = pdf_pages.MAX_BYTES
NOT_DECODED = _noop(
    "The file is neither UTF-8 nor GB18030 nor UTF-16 text. Open it in an editor and save it as UTF-8 text."
)
STRANGE = re.compile(
    "[^\\x00-\\x7e\\u00a0-\\u024f\\u0370-\\u03ff\\u2000-\\u27bf\\u2e80-\\u30ff\\u3200-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef"
    "\\U0001f000-\\U0001faff\\U00020000-\\U0003ffff]"
)
COMMON = frozenset("的一是在了不和有人这中大为上个国区街道社居民，。、“”：；\n 0123456789")
# Paragraph roles that are kept elsewhere: signatures as attributions, shadow copies as the line they repeat.
APPARATUS = frozenset({"signature", "shadow"})
BYLINE_ROLES = {
    "特约记者": Byline.Role.REPORTER,
    "记者": Byline.Role.REPORTER,
    "通讯员": Byline.Role.CORRESPONDENT,
    "特约通讯员": Byline.Role.CORRESPONDENT,
    "摄影": Byline.Role.PHOTOGRAPHER,
    "摄": Byline.Role.PHOTOGRAPHER,
    "图": Byline.Role.PHOTOGRAPHER,
    "整理": Byline.Role.COMPILER,
    "特约撰稿": Byline.Role.SPECIAL,
}


class DumpError(ValueError):
    """The input cannot be read as a page; ``str()`` of it says why and how to mend it."""


def read_dump(data: bytes) -> str:
    """The text in a file of any encoding that such files come in (UTF-8, UTF-16, GB18030). Raises DumpError."""
    if len(data) > MAX_BYTES:
        raise DumpError(_("The file is larger than 2 MB; a page of text is some 50 KB. Choose the text of one page."))
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(data, _likeliest(data))
    # Latin letters in UTF-16 are valid UTF-8, each followed by a null
    return _decode(data, _likeliest(data)) if "\x00" in text else text


def _likeliest(data: bytes) -> str:
    """The encoding in which the most of a text is what Chinese text is mostly made of."""
    best = ("gb18030", 0.0)
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        sample = data[:20_000].decode(encoding, errors="ignore")
        share = sum(char in COMMON for char in sample) / max(1, len(sample))
        if share > best[1]:
            best = encoding, share
    return best[0]


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DumpError(_(NOT_DECODED)) from error
    # bytes of another encoding decode to letters of scripts that no Chinese page holds
    if len(STRANGE.findall(text)) > max(8, 0.02 * len(text)):
        raise DumpError(_(NOT_DECODED))
    return text


@dataclass(frozen=True)
class SourcePage:
    """One page of a file: its dump, and the page itself where the file is a PDF."""

    number: int  # in the file, from 1
    text: str
    printed: pdf_pages.PdfPage | None = None


def source_pages(data: bytes, *, images: bool = False) -> Iterator[SourcePage]:
    """The pages of a file, a PDF or the text of one page. Raises DumpError."""
    if not pdf_pages.looks_like_pdf(data):
        yield SourcePage(1, read_dump(data))
        return
    try:
        for page in pdf_pages.pages(data, images=images):
            yield SourcePage(page.number, page.text, page)
    except pdf_pages.PdfError as error:
        raise DumpError(_pdf_message(error)) from error


def message_of(error: pdf_pages.PdfError | PageImportError) -> str:
    """Why a file or its text cannot be read, in words that say how to mend it."""
    return _pdf_message(error) if isinstance(error, pdf_pages.PdfError) else _message(error)


def _pdf_message(error: pdf_pages.PdfError) -> str:
    messages: dict[str, Callable[[], str]] = {
        "broken": lambda: _("The PDF is damaged. Open it in a viewer and save it anew, or import its text."),
        "locked": lambda: _("The PDF is protected by a password. Save a copy without one."),
        "too_heavy": lambda: _("Reading the PDF takes more memory or time than pages do. Save it anew from a viewer."),
        "too_large": lambda: _("The PDF is larger than %(limit)d MB. Split it into its pages.") % error.params,
        "too_many_pages": lambda: (
            _("The PDF has %(found)d pages; at most %(limit)d are read at once. Split it.") % error.params
        ),
        "too_long": lambda: (
            _("The text is far longer than a page (%(found)d characters, at most %(limit)d).") % error.params
        ),
    }
    return messages[error.code]()


def _message(error: PageImportError) -> str:
    messages: dict[str, Callable[[], str]] = {
        "empty": lambda: _("There is no text in it."),
        "binary": lambda: _("This is not text. Choose the text of one page, saved as a .txt file."),
        "too_long": lambda: (
            _("The text is far longer than a page (%(found)d characters, at most %(limit)d).") % error.params
        ),
        "too_many_lines": lambda: (
            _("The text has more lines than a page can hold (%(found)d, at most %(limit)d).") % error.params
        ),
    }
    return messages[error.code]()


# ------------------------------------------------------------------------------------------------ reading


def known_names(departments: DepartmentRegister) -> Register:
    """What the parser may know: names as printed, so that the printed wording is kept."""
    names = [form for name in departments.names for form in (name, STREET_PREFIX + name)]
    return Register(
        departments={name: name for name in names}, columns=frozenset(Column.objects.values_list("name", flat=True))
    )


def read_page(text: str, departments: DepartmentRegister | None = None) -> PageImport:
    """Parse a dump with the names that the newsroom knows. Raises DumpError."""
    try:
        return parse_page(text, known_names(departments) if departments else Register())
    except PageImportError as error:
        raise DumpError(_message(error)) from error


@dataclass(frozen=True)
class PreviewArticle:
    """One article as it would be made; ``exists`` is the article that the same text made before."""

    index: int
    import_key: str
    content: Content
    column_name: str  # as printed; ``content.column_id`` is None where no column bears it
    attributions: tuple[tuple[str, Department | None], ...]
    confidence: float
    doubts: tuple[str, ...]
    characters: int
    continued_from_page: int | None
    first_lines: str
    text: str  # plain, one line for each paragraph
    exists: Article | None = None


@dataclass(frozen=True)
class Preview:
    """A page as it would be imported, articles in printed order."""

    page_number: int | None
    page_name: str | None
    articles: tuple[PreviewArticle, ...]
    furniture: tuple[str, ...]
    digest: str  # of the whole text

    @property
    def least_sure_first(self) -> list[PreviewArticle]:
        """The order in which a person should look."""
        return sorted(self.articles, key=lambda article: (article.confidence, article.index))


def preview(text: str, *, on: date) -> Preview:
    """What a dump would make; ``on`` is the day whose department names hold. Raises DumpError. At most 5 queries."""
    departments = DepartmentRegister()
    return preview_page(read_page(text, departments), text, on=on, departments=departments)


def preview_page(
    page: PageImport,
    text: str,
    *,
    on: date,
    departments: DepartmentRegister | None = None,
    printed: PageImport | None = None,
) -> Preview:
    """What a page that is parsed already, and perhaps corrected by a person, would make of its dump.

    ``printed`` is the same page before repairs: its letters tell whether an article is there already.
    """
    departments = departments or DepartmentRegister()
    columns = dict(Column.objects.values_list("name", "pk"))
    lines = text.split("\n")
    keys = [_key(article) for article in (printed or page).articles]
    known = {
        str(article.import_key): article
        for article in Article.objects.filter(import_key__in=keys).select_related("current_revision")
    }
    return Preview(
        page_number=page.number,
        page_name=page.name,
        articles=tuple(
            _preview_article(index, article, key, departments, columns, on, known.get(key))
            for index, (article, key) in enumerate(zip(page.articles, keys, strict=True), 1)
        ),
        furniture=tuple(lines[number - 1].strip() for number in page.furniture),
        digest=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
    )


def _preview_article(
    index: int,
    article: ImportedArticle,
    key: str,
    departments: DepartmentRegister,
    columns: dict[str, int],
    on: date,
    exists: Article | None,
) -> PreviewArticle:
    attributions = tuple((name, departments.resolve(name, on)) for name in article.attribution)
    paragraphs = [(p.role, p.text) for p in article.paragraphs if p.role not in APPARATUS]
    body = body_module.from_paragraphs(paragraphs)
    text = body_module.to_text(body)
    kind = article.kind if article.kind in Revision.Kind.values else Revision.Kind.REPORT
    content = Content(
        title=article.title or _("Untitled"),
        body=body,
        kind=kind,
        kicker=article.kicker or "",
        subtitle=article.subtitle or "",
        column_id=columns.get(article.column or ""),
        bylines=_credits(article),
        attributions=tuple(Source(name, unit.pk if unit else None) for name, unit in attributions),
    )
    return PreviewArticle(
        index=index,
        import_key=key,
        content=content,
        column_name=article.column or "",
        attributions=attributions,
        confidence=article.confidence,
        doubts=tuple(dict.fromkeys(str(doubt) for doubt in article.doubts)),
        characters=body_module.count_characters(text),
        continued_from_page=article.continued_from_page,
        first_lines=text[:120],
        text=text,
        exists=exists,
    )


def _credits(article: ImportedArticle) -> tuple[Credit, ...]:
    """The byline's people; what is printed after the last name stays with it (整理报道)."""
    role = BYLINE_ROLES.get(article.byline_role or "", Byline.Role.CORRESPONDENT)
    rest = article.byline_text or ""
    for part in (article.byline_role or "", *article.byline):
        rest = rest.replace(part, "", 1)
    note = rest.strip("□■◎●（）() 　、/／:：\n\t")
    people = [Credit(name, role) for name in article.byline]
    if people and note and len(note) <= 20:
        people[-1] = Credit(people[-1].name, role, note)
    return tuple(people)


def _key(article: ImportedArticle) -> str:
    """The hash of an article's letters and figures, headline first: spaces, width and punctuation do not count."""
    printed = "".join(
        [article.kicker or "", article.title or "", article.subtitle or "", *(p.text for p in article.paragraphs)]
    )
    letters = "".join(char for char in unicodedata.normalize("NFKC", printed) if char.isalnum())
    return hashlib.sha256(letters.encode(errors="replace")).hexdigest()


# ------------------------------------------------------------------------------------------------ storing


def store(
    page: Preview,
    *,
    by: User,
    department: Department,
    keep: Collection[int] | None = None,
    archived: bool = False,
    origin: Mapping[str, str | int] | None = None,
) -> list[tuple[Article, bool]]:
    """Make drafts of the articles whose index is in ``keep`` (all where None); all of them or, on an error, none.

    ``archived`` marks stories of an old issue, which nobody publishes before a person has looked them through;
    ``origin`` (file, issue, date, page) goes to the audit trail. Returns each article with whether it was made now; one
    imported before is returned as it is.
    """
    if not allows(by, Permission.IMPORT_PAGES, department):
        raise NotPermitted
    with transaction.atomic():
        done = [
            _store_one(article, by=by, department=department, archived=archived)
            for article in page.articles
            if keep is None or article.index in keep
        ]
        audit.record(
            "page.import",
            by=by,
            target=department,
            digest=page.digest,
            made=sum(created for _article, created in done),
            there_already=sum(not created for _article, created in done),
            origin=dict(origin or {}),
        )
    return done


def _store_one(article: PreviewArticle, *, by: User, department: Department, archived: bool) -> tuple[Article, bool]:
    existing = Article.objects.filter(import_key=article.import_key).first()
    if existing is not None:
        return existing, False
    try:
        with transaction.atomic():  # a savepoint: two people may import the same page at once
            made = workflow.create(
                by=by,
                department=department,
                content=article.content,
                import_key=article.import_key,
                archived=archived,
            )
    except IntegrityError:
        return Article.objects.get(import_key=article.import_key), False
    return made, True
