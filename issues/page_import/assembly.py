"""From stories to articles: paragraphs joined, bylines and signatures read, columns and kinds told, doubts weighed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from . import patterns
from . import roles as R
from .features import Features
from .headline import Headline, read_headline
from .model import Doubt, ImportedArticle, PageImport, Paragraph, Register, Span
from .stories import Story, tell

ROLE_NAMES = {"P": "body", "H": "subhead", "C": "caption", "N": "note"}
CONTINUES = {"Q": "body", "J": "subhead", "D": "caption"}
MEETING = re.compile(r"召开|会议|推进会|大会|讨论会|座谈会|签约|揭牌|启动|举办|举行|开展|调研|慰问")
INTERVIEW = re.compile(r"^访|专访|对话|访谈|——访")
FEATURE = re.compile(r"侧记|特写|纪实|密码|故事|掠影|见闻|走笔|纪事")
WEAK_LEAD = 1.5  # a role that beats its rival by less is doubted

# by how much each doubt lowers the confidence of its article or paragraph
WEIGHT = {
    Doubt.NO_HEADLINE: 0.55, Doubt.NO_BODY: 0.6, Doubt.NO_SIGNATURE: 0.12, Doubt.DETACHED_HEADLINE: 0.25,
    Doubt.STACKED_HEADLINES: 0.15, Doubt.KICKER_GUESSED: 0.15, Doubt.SUBTITLE_GUESSED: 0.08, Doubt.WEAK_BOUNDARY: 0.3,
    Doubt.TAIL_ELSEWHERE: 0.25, Doubt.UNKNOWN_DEPARTMENT: 0.05, Doubt.COLUMN_GUESSED: 0.03, Doubt.BYLINE_GUESSED: 0.15,
    Doubt.SIGNATURE_GUESSED: 0.15, Doubt.TORN_PARAGRAPH: 0.1, Doubt.DOUBLED_AT_TEAR: 0.25,
    Doubt.UNFINISHED_PARAGRAPH: 0.3, Doubt.BREAK_GUESSED: 0.2, Doubt.SUBHEAD_GUESSED: 0.2, Doubt.SHADOW_COPY: 0.05,
    Doubt.UNREADABLE_CHARACTERS: 0.2, Doubt.FURNITURE_GUESSED: 0.1,
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A paragraph in the making."""

    role: str
    indices: list[int]
    doubts: list[Doubt] = field(default_factory=list)


def confidence(doubts: list[Doubt]) -> float:
    """1 for no doubt, less for each."""
    value = 1.0
    for doubt in dict.fromkeys(doubts):
        value *= 1.0 - WEIGHT[doubt]
    return round(value, 3)


def join_text(texts: list[str]) -> str:
    """Lines as one paragraph; a space only between Latin words."""
    result = texts[0] if texts else ""
    for text in texts[1:]:
        latin = result[-1:].isascii() and result[-1:].isalnum() and text[:1].isascii() and text[:1].isalpha()
        result += (" " if latin else "") + text
    return result


class Assembler:
    """Builds the articles of one page."""

    def __init__(
        self,
        features: list[Features],
        roles: list[str],
        leads: list[float],
        register: Register,
        told: tuple[list[Story], list[int], list[int]] | None = None,
    ) -> None:
        self.features, self.roles, self.leads, self.register = features, roles, leads, register
        self.settled = told is not None  # a person has said what belongs together
        self.stories, self.labels, self.furniture = told or tell(features, roles, leads)
        self.own_labels = {s.head.label if s.head else s.bodies[0].label for s in self.stories} if told else set()
        self.heads: list[Headline] = []
        self.groups: list[list[list[int]]] = []  # of each article, the pieces of each paragraph
        self.signs = sum(role == R.SIGNATURE for role in roles) >= 2

    def number(self, index: int) -> int:
        """Line number in the dump."""
        return self.features[index].line.number

    def span(self, index: int) -> Span:
        """Where a piece stands in the dump."""
        line = self.features[index].line
        return line.number, line.start, line.end

    def text(self, index: int) -> str:
        """Text of a line."""
        return self.features[index].line.text

    def drafts(self, story: Story) -> list[Draft]:
        """The paragraphs of a story, torn ones joined."""
        drafts: list[Draft] = []
        for body in story.bodies:
            fresh = True
            for k in body.lines:
                role = self.roles[k]
                if role in CONTINUES and drafts:
                    drafts[-1].indices.append(k)
                elif role in ROLE_NAMES:
                    torn = fresh and body is not story.bodies[0] and drafts and drafts[-1].role == "body"
                    if torn and role == R.BODY and not self.features[drafts[-1].indices[-1]].final:
                        drafts[-1].indices.append(k)
                        drafts[-1].doubts.append(Doubt.TORN_PARAGRAPH)
                    else:
                        drafts.append(Draft(ROLE_NAMES[role], [k]))
                elif role in CONTINUES:
                    drafts.append(Draft(CONTINUES[role], [k]))
                else:
                    continue
                fresh = False
        return drafts

    def weigh(self, draft: Draft) -> None:
        """Add the doubts of one paragraph."""
        doubts = draft.doubts
        for a, b in pairwise(draft.indices):
            first, second = self.features[a], self.features[b]
            if not first.column and not first.final:
                doubts.append(Doubt.TORN_PARAGRAPH)
                if first.line.text[-1] == second.line.text[0] and first.line.text[-1].isalnum():
                    doubts.append(Doubt.DOUBLED_AT_TEAR)
            elif abs(first.goes_on - first.ends) < 0.6:
                doubts.append(Doubt.BREAK_GUESSED)
        last = self.features[draft.indices[-1]]
        if draft.role == "body" and not last.final and last.line.text[-1] not in "：:；;":
            doubts.append(Doubt.UNFINISHED_PARAGRAPH)
        if draft.role == "subhead" and self.leads[draft.indices[0]] < WEAK_LEAD:
            doubts.append(Doubt.SUBHEAD_GUESSED)
        if any("\ufffd" in self.features[k].line.text for k in draft.indices):
            doubts.append(Doubt.UNREADABLE_CHARACTERS)

    def paragraphs(self, story: Story) -> list[Paragraph]:
        """The finished paragraphs of a story."""
        result: list[Paragraph] = []
        drafts = self.drafts(story)
        self.groups.append([draft.indices for draft in drafts])
        for draft in drafts:
            self.weigh(draft)
            lines = tuple(dict.fromkeys(self.number(k) for k in draft.indices))
            text = join_text([self.text(k) for k in draft.indices])
            doubts = tuple(dict.fromkeys(draft.doubts))
            result.append(Paragraph(draft.role, lines, text, confidence(draft.doubts), doubts))
        return result

    def apparatus(self, story: Story) -> tuple[tuple[str, ...], str | None, str | None, tuple[str, ...], int | None]:
        """Byline names, role and printed form, signing offices, and the page it continues from."""
        names: list[str] = []
        printed: list[str] = []
        units: list[str] = []
        role = None
        page = None
        for body in story.bodies:
            for k in body.lines:
                item = self.features[k]
                if self.roles[k] == R.BYLINE and item.byline:
                    names += item.byline.names
                    role = role or item.byline.role
                    printed.append(item.line.text)
                elif self.roles[k] == R.SIGNATURE and item.signature:
                    units += item.signature.units
                elif (
                    self.roles[k] == R.NOTE and (found := patterns.NOTE.match(item.line.text)) and "接" in found["word"]
                ):
                    page = patterns.number_of(found["page"])
        unique = tuple(dict.fromkeys(self.register.departments.get(unit, unit) for unit in units))
        return tuple(dict.fromkeys(names)), role, " ".join(printed) or None, unique, page

    def remains(self, story: Story) -> list[Paragraph]:
        """What no field holds: words printed around the names of a signature, and shadow copies."""
        result = []
        signed: set[str] = set()
        before: patterns.Signature | None = None
        for body in story.bodies:
            for k in body.lines:
                signature = self.features[k].signature
                if self.roles[k] != R.SIGNATURE or signature is None:
                    continue
                # an office that signs twice is named once: the second time it stays as printed
                if self.loses(k, signature) or (signature is not before and signed & set(signature.units)):
                    result.append(Paragraph("signature", (self.number(k),), self.text(k)))
                signed |= set(signature.units)
                before = signature  # set in two lines, it is one and the same
        for k in [*(story.head.lines if story.head else []), *(k for body in story.bodies for k in body.lines)]:
            if shadow := self.features[k].line.shadow:
                result.append(Paragraph("shadow", (self.number(k),), shadow))
        return result

    def loses(self, index: int, signature: patterns.Signature) -> bool:
        """Whether the printed line says more than the names that stand for it."""
        official = [self.register.departments.get(unit, unit) for unit in signature.units]
        return not signature.whole or official != list(signature.units)

    def article(self, story: Story) -> ImportedArticle:
        """One finished article, its column not yet told."""
        head = read_headline(story.head, self.features, self.roles, self.settled) if story.head else Headline()
        self.heads.append(head)
        paragraphs = self.paragraphs(story)
        names, role, printed, units, page = self.apparatus(story)
        label = story.head.label if story.head else story.bodies[0].label
        indices = list(story.head.lines) if story.head else []
        column = head.column
        if label is not None and self.belongs(label):
            column = self.text(label).strip("【】[]〖〗［］〔〕 ")
            indices.insert(0, label)
        for body in story.bodies:
            indices += body.lines
        doubts = self.doubts(story, head, indices, units)
        extra = self.remains(story)
        if any(paragraph.role == "shadow" for paragraph in extra):
            doubts.append(Doubt.SHADOW_COPY)
        return ImportedArticle(
            column=column, kicker=head.kicker, title=head.title, subtitle=head.subtitle,
            byline=names, byline_role=role, byline_text=printed, attribution=units, continued_from_page=page,
            kind=self.kind(story, head, paragraphs, printed),
            lines=tuple(dict.fromkeys(self.number(k) for k in indices)), paragraphs=(*paragraphs, *extra),
            confidence=confidence(doubts), doubts=tuple(dict.fromkeys(doubts)),
            spans=tuple(self.span(k) for k in dict.fromkeys(indices)),
        )  # fmt: skip

    def doubts(self, story: Story, head: Headline, indices: list[int], units: tuple[str, ...]) -> list[Doubt]:
        """What one article leaves uncertain."""
        doubts = list(head.doubts)
        if story.head is None:
            doubts.append(Doubt.NO_HEADLINE)
        elif story.detached and story.bodies:
            doubts.append(Doubt.DETACHED_HEADLINE)
        if story.head and story.head.split:
            doubts.append(Doubt.STACKED_HEADLINES)
        if not any(body.has_text for body in story.bodies):
            doubts.append(Doubt.NO_BODY)
        if story.tail_elsewhere:
            doubts.append(Doubt.TAIL_ELSEWHERE)
        if self.signs and not units and not any(body.has_byline for body in story.bodies):
            doubts.append(Doubt.NO_SIGNATURE)
        if story.head and self.leads[story.head.lines[0]] < WEAK_LEAD:
            doubts.append(Doubt.WEAK_BOUNDARY)
        known = set(self.register.departments.values())
        if known and any(unit not in known for unit in units):
            doubts.append(Doubt.UNKNOWN_DEPARTMENT)
        for k in indices:
            item = self.features[k]
            if self.settled:
                break
            if self.roles[k] == R.BYLINE and item.byline and not item.byline.sure:
                doubts.append(Doubt.BYLINE_GUESSED)
            if self.roles[k] == R.SIGNATURE and item.signature and not item.signature.sure:
                doubts.append(Doubt.SIGNATURE_GUESSED)
        return doubts

    def belongs(self, label: int) -> bool:
        """Whether a label is printed as part of one article (in brackets) rather than over a group of them."""
        return label in self.own_labels or bool(patterns.BRACKETED.match(self.text(label)))

    def kind(self, story: Story, head: Headline, paragraphs: list[Paragraph], printed: str | None) -> str:
        """The kind of article, by the wording of its headline, its opening and its byline."""
        body = [paragraph.text for paragraph in paragraphs if paragraph.role == "body"]
        above = " ".join(part for part in (head.kicker, head.title, head.subtitle) if part)
        if not body:
            return "photo"
        if patterns.BRIEF.match(body[0]):
            return "brief"
        if len(body) <= 2 and ("图为" in "".join(body) or (printed and "摄" in printed)):
            return "photo"
        if INTERVIEW.search(head.subtitle or "") or INTERVIEW.search(head.title or ""):
            return "interview"
        if FEATURE.search(above):
            return "feature"
        return "report" if MEETING.search(above) else "feature"

    def with_columns(self, articles: list[ImportedArticle]) -> list[ImportedArticle]:
        """Give the articles the column that a label over a group of them names: its briefs, or just the next one."""
        groups = [k for k in self.labels if not self.belongs(k)]
        for k in groups:
            name = self.text(k).strip("【】[]〖〗［］〔〕 ")
            number = self.number(k)
            after = [a for a in articles if a.column is None and a.lines and max(a.lines) > number]
            briefs = [a for a in articles if a.column is None and a.kind == "brief"]
            first = min(after, key=lambda a: min(n for n in a.lines if n > number), default=None)
            grouped = briefs if first is None or first.kind == "brief" or name.endswith("讯") else [first]
            if first is not None and first.kind == "brief" and len(groups) > 1:
                grouped = [a for a in briefs if a in after]
            chosen = {id(a) for a in grouped}
            articles = [
                replace(a, column=name, doubts=(*a.doubts, Doubt.COLUMN_GUESSED)) if id(a) in chosen else a
                for a in articles
            ]
        return articles

    def page(self) -> PageImport:
        """The finished page."""
        articles = self.with_columns([self.article(story) for story in self.stories])
        furniture = [*self.furniture, *(k for k in self.labels if not self.placed(k))]
        number = name = None
        for k in sorted(self.furniture):
            text = self.text(k)
            inline = patterns.PAGE_IN_LINE.search(text)
            found = patterns.PAGE_NUMBER.match(text)
            if number is None and (found or inline):
                groups = found.groups() if found else inline.groups() if inline else ()
                number = next((patterns.number_of(group) for group in groups if group), None)
            for part in re.split(r"[\s|｜:：·]+", text):
                if (
                    name is None
                    and 2 <= len(part) <= 6
                    and patterns.PAGE_NAME_END.search(part)
                    and not re.search(r"\d", part)
                ):
                    name = part if not patterns.PAGE_NUMBER.match(part) else None
        doubts = []
        if any(self.leads[k] < WEAK_LEAD for k in self.furniture):
            doubts.append(Doubt.FURNITURE_GUESSED)
        if any("\ufffd" in item.line.text for item in self.features):
            doubts.append(Doubt.UNREADABLE_CHARACTERS)
        claimed = {n for article in articles for n in article.lines}
        lines = tuple(sorted({self.number(k) for k in furniture} - claimed))
        spans = tuple(self.span(k) for k in sorted(furniture))
        return PageImport(number, name, lines, tuple(articles), tuple(doubts), spans)

    def placed(self, label: int) -> bool:
        """Whether an article claims the label."""
        owners = [story.head.label if story.head else story.bodies[0].label for story in self.stories]
        return label in owners and self.belongs(label)
