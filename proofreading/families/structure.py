"""The shape of a story: torn and cut sentences, missing stops, signatures, photos, headline lengths, summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import CLOSING, HAN, TERMINAL, Block, Document, Draft
from proofreading.findings import Severity
from proofreading.lexicon import general
from proofreading.registry import rule

_JUMP = re.compile(r"[（(]\s*(?:上接|下转)第?[0-9一二三四五六七八九十]+版[^）)]{0,6}[）)]")
_SIGNS = "居民区|社区|街道|办公室|办|中心|支部|总支|供稿|提供|服务站|居委会|协会|学校|小学|中学|幼儿园"
_RUN_IN = re.compile(
    rf"[。！？][”\"]?\s*([（(](?:(?:街道|社区|本报|记者|通讯员|文/|图/)[{HAN}、/ ]{{0,24}}(?<![摄图])"
    rf"|[{HAN}、 ]{{2,20}}(?:{_SIGNS}))[）)])\s*$"
)
_HAN_RUN = re.compile(rf"[{HAN}]+")
_BYLINE = re.compile(
    r"\s*(□|■|[（(]|摄|(?:本报)?记者|通讯员)|.{0,30}(摄|报道|整理|供稿|文/|图/|撰文)\s*$"
    rf"|.*(?:^|[。！？”])\s*——[{HAN}]{{2,6}}\s*$"
)
LONGEST_TITLE = 30
LONG_SENTENCE = 40  # no headline is this long
FREQUENT = 3  # times that a word stands in a text before it is usual there
CROSSING = 6  # characters on each side that are weighed for a word across a tear


def unfinished(block: Block) -> bool:
    """Running text whose last sentence has no end."""
    text = block.text.rstrip()
    if not text or block.heading or block.signature or block.item or _BYLINE.match(text):
        return False
    bare = text.rstrip(CLOSING)
    if not bare or bare[-1] in TERMINAL + "：:；;":
        return False
    return text[-1] not in "）)】"


def _runs_on(block: Block) -> bool:
    """Running text rather than a headline: a sentence's end inside, or commas and some length."""
    text = block.text
    return len(text) >= 14 and bool(
        re.search(r"[。；;]|讯[ \u3000]", text) or re.search("[，,]", text) or len(text) > 45
    )


def _open_quotes(text: str) -> bool:
    return (
        text.count("“") > text.count("”")
        or text.count('"') % 2 == 1
        or _opens(text, "（(", "）)")
        or _opens(text, "《", "》")
    )


def _opens(text: str, opening: str, closing: str) -> bool:
    return sum(text.count(mark) for mark in opening) > sum(text.count(mark) for mark in closing)


def _word_across(upper: str, lower: str) -> bool:
    """Whether the best reading of both ends together has a word that lies on both sides."""
    left = re.search(rf"(?:[{HAN}]|[0-9] ?){{1,{CROSSING}}}$", upper)
    right = re.match(rf"[{HAN}]{{1,{CROSSING}}}", lower)
    if not left or not right:
        return False
    text = (left[0] + right[0]).replace(" ", "")
    seam = len(left[0].replace(" ", ""))
    return any(word.start < seam < word.end for word in general().words(text))


def _starts_afresh(text: str) -> bool:
    return bool(
        re.match(
            r"\s*(本报讯|又讯|□|■|[（(【“《\"#]|——|图为|[0-9０-９]{1,2}[.、]|[一二三四五六七八九十][、是要])", text
        )
    )


def torn_blocks(document: Document) -> Iterator[tuple[Block, Block]]:
    """Neighbouring paragraphs that are one sentence."""
    if document.wrapped:
        return
    for upper, lower in document.pairs():
        if not unfinished(upper) or lower.heading or lower.signature:
            continue
        open_ = _open_quotes(upper.text)
        if open_ and _starts_afresh(lower.text) and not lower.text.startswith(("——", "《")):
            continue
        closes = open_ and (lower.text.find("”") >= 0 or '"' in lower.text or "）" in lower.text)
        if closes or upper.text.rstrip().endswith(("，", "、", ",")):
            yield upper, lower
        elif _starts_afresh(lower.text) or not (_runs_on(upper) or upper.text.startswith("本报讯")):
            continue
        elif _word_across(upper.text.rstrip(), lower.text) or _fragment(upper.text, lower.text):
            yield upper, lower


def _fragment(upper: str, lower: str) -> bool:
    """A lower part that is only the tail of a sentence: short, one clause, after a listing 等 or a repeated ending."""
    bare = upper.rstrip()
    return (
        bare.endswith(("等", "的", "和", "与", "及", "为", "在", "对", "将", "把", "向", "从"))
        or bare[-1:] == lower[:1]
    )


@rule("torn", Severity.ERROR)
def torn(document: Document, context: Context) -> Iterator[Draft]:
    """A paragraph broken in mid-sentence."""
    message = _("The paragraph breaks off in mid-sentence and goes on below.")
    for tear in document.tears:
        line = document.lines[tear.upper - 1].rstrip()
        yield Draft(tear.upper, max(0, len(line) - 2), len(line), message)
    for upper, _lower in torn_blocks(document):
        yield upper.draft(max(0, len(upper.text) - 2), len(upper.text), message)


@rule("tear-slip", Severity.WARNING)
def tear_slip(document: Document, context: Context) -> Iterator[Draft]:
    """A character that stands on both sides of a tear, in the place of the one the text has there elsewhere."""
    message = _("The character after the break stands before it too; “%(word)s” is usual in this text.")
    for upper, lower in torn_blocks(document):
        left = upper.text.rstrip()
        if left[-1:] != lower.text[:1] or len(left) < 3 or left[-1] + lower.text[0] in general():
            continue
        follows = Counter(re.findall(re.escape(left[-2]) + f"[{HAN}]", document.text))
        word, count = follows.most_common(1)[0]
        if count >= FREQUENT and word != left[-2:] and word in general():
            yield upper.draft(len(left) - 2, len(left), message % {"word": word}, word)


@rule("cut-off", Severity.ERROR)
def cut_off(document: Document, context: Context) -> Iterator[Draft]:
    """A story whose last sentence is cut off, or a quotation that is never closed."""
    message = _("The sentence is cut off here.")
    torn_uppers = {id(upper) for upper, _lower in torn_blocks(document)}
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if id(block) in torn_uppers or not unfinished(block):
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        ends = following is None or following.signature or following.heading
        half = _open_quotes(block.text)
        if (ends and _runs_on(block) and (following is None or following.signature or half)) or (
            half and not document.wrapped and not block.heading
        ):
            yield block.draft(max(0, len(block.text) - 4), len(block.text), message)


@rule("missing-stop", Severity.ERROR)
def missing_stop(document: Document, context: Context) -> Iterator[Draft]:
    """A paragraph of running text without its final stop."""
    message = _("The final full stop is missing.")
    torn_uppers = {id(upper) for upper, _lower in torn_blocks(document)}
    blocks = document.blocks
    for index, block in enumerate(blocks[:-1]):
        following = blocks[index + 1]
        if id(block) in torn_uppers or following.signature or not unfinished(block) or _open_quotes(block.text):
            continue
        if following.heading and not block.body:
            continue
        sentences = len(re.findall(r"[。！？]", block.text))
        runs_on = sentences >= 1 or (len(block.text) >= LONG_SENTENCE and len(re.findall("[，,]", block.text)) >= 2)
        if runs_on and len(block.text) >= 25 and not document.wrapped:
            end = len(block.text.rstrip())
            start = max(0, end - 2)
            yield block.draft(start, end, message, block.text[start:end] + "。")


@rule("signature-run-in", Severity.WARNING)
def signature_run_in(document: Document, context: Context) -> Iterator[Draft]:
    """A signature in the paragraph's own line."""
    message = _("The signature belongs on a line of its own.")
    for block in document.blocks:
        if found := _RUN_IN.search(block.text):
            yield block.draft(found.start(1), found.end(1), message, None)


@rule("jump-line", Severity.INFO)
def jump_line(document: Document, context: Context) -> Iterator[Draft]:
    """A jump line typed by hand."""
    message = _("Jump lines are set by the page, not typed.")
    for block in document.blocks:
        for found in _JUMP.finditer(block.text):
            yield block.draft(found.start(), found.end(), message, None)


@rule("picture-words", Severity.WARNING)
def picture_words(document: Document, context: Context) -> Iterator[Draft]:
    """“图为” in a story that has no photo."""
    if context.facts is None or context.facts.photos:
        return
    message = _("The text speaks of a picture, and there is none.")
    for block in document.blocks:
        for found in re.finditer("(?<![地企意试力])图为", block.text):
            yield block.draft(found.start(), found.end(), message, None)


@rule("furnishing", Severity.WARNING)
def furnishing(document: Document, context: Context) -> Iterator[Draft]:
    """What a story needs beside its text: attribution, summary, headline lengths, and each photo's credit and words."""
    facts = context.facts
    if facts is None:
        return
    if not facts.attributed:
        yield Draft(1, 0, 0, _("The attribution is missing."))
    if not facts.summary.strip():
        yield Draft(1, 0, 0, _("The summary is missing."), None, Severity.INFO)
    for title in (facts.title, facts.subtitle):
        if len(title) > LONGEST_TITLE:
            yield Draft(1, 0, 0, _("A headline is longer than the column is wide."), None, Severity.INFO)
    for number, photo in enumerate(facts.photos, 1):
        here = {"number": number}
        if not photo.credit.strip():
            yield Draft(1, 0, 0, _("Photo %(number)d has no credit.") % here)
        if not photo.alternative_text.strip():
            yield Draft(1, 0, 0, _("Photo %(number)d has no alternative text.") % here)
        if photo.minors_shown and not photo.consent:
            yield Draft(1, 0, 0, _("Photo %(number)d shows minors, and no consent is recorded.") % here)
        elif photo.people_shown and not photo.consent:
            # news in public places needs none; who is shown at home or in need is asked, so it is worth a look
            words = _("Photo %(number)d shows people, and no consent is recorded.")
            yield Draft(1, 0, 0, words % here, None, Severity.INFO)
