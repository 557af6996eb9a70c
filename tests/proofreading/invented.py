"""Invented sentences of a street's newsroom, family by family: what is wrong in them is marked, all else is right.

``python -m tests.proofreading.invented`` prints what is missed and what is flagged without reason. In
``sentences/FAMILY.txt`` each line is one text: ``¶`` parts its paragraphs, ``‹wrong|right›`` marks a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from proofreading import Context, Facts, Finding, Identity, Severity, proofread
from proofreading.document import read
from proofreading.register import Appointment, Register, UnitName
from proofreading.registry import FAMILIES
from tests.proofreading.planted import archive

# What stands across an issue takes several stories; its tests have their own.
WRITTEN = tuple(family for family in FAMILIES if family != "across")
FOLDER = Path(__file__).with_name("sentences")
_FAULT = re.compile(r"‹([^‹›|]*)(?:\|([^‹›]*))?›")
CONTEXT = Context(
    day=date(2026, 11, 30),
    identity=Identity.NEWSPAPER,
    register=Register(
        appointments=(
            Appointment("周明岚", "书记", "桐溪街道", rank=1),
            Appointment("沈岳峰", "主任", "桐溪街道", rank=2),
            Appointment("顾文斌", "武装部部长", "桐溪街道", rank=3, aliases=("文武",)),
        ),
        units=(
            *(UnitName(f"{name}居民区") for name in ("柳桥", "望河", "石灯", "织锦", "槐荫", "北塘", "新桐")),
            UnitName("旧住房改造办公室", "城市更新办公室", date(2019, 3, 1), date(2024, 12, 31)),
            UnitName("社会事务办公室", "民生服务办公室", date(2018, 1, 1), date(2022, 6, 30)),
            UnitName("党政办公室", "综合办公室", date(2018, 1, 1), date(2024, 12, 31)),
            UnitName("城市更新办公室"),
            UnitName("民生服务办公室"),
            UnitName("综合办公室"),
        ),
        places=("桐溪路", "织锦路", "槐荫路"),
    ),
)


@dataclass(frozen=True)
class Fault:
    """A marked stretch of a text, and the words that are right there where the line says them."""

    start: int
    end: int
    right: str | None


@dataclass(frozen=True)
class Sample:
    """A text with the faults in it."""

    family: str
    text: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of one sample: faults nobody saw, errors and doubts without a fault, suggestions that are wrong."""

    missed: list[str]
    false: list[Finding]
    wrong: list[str]


def samples(family: str) -> Iterator[Sample]:
    """The samples of a family."""
    for line in (FOLDER / f"{family}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield _sample(family, line.replace("¶", "\n"))


def _sample(family: str, marked: str) -> Sample:
    text, faults, at = "", list[Fault](), 0
    for found in _FAULT.finditer(marked):
        text += marked[at : found.start()]
        faults.append(Fault(len(text), len(text) + len(found[1]), found[2]))
        text += found[1]
        at = found.end()
    return Sample(family, text + marked[at:], tuple(faults))


def judge(sample: Sample) -> Verdict:
    """Proofread a sample with every family, and compare."""
    context = CONTEXT
    if sample.family == "consistency":
        context = Context(day=CONTEXT.day, identity=CONTEXT.identity, archive=archive())
    document = read(sample.text)
    if sample.family == "structure":
        document.blocks[0].heading = True
        context = Context(day=CONTEXT.day, identity=CONTEXT.identity, facts=Facts(title="题", summary="提要"))
    starts = [0]
    for line in document.lines:
        starts.append(starts[-1] + len(line) + 1)
    hit, false, right = set[Fault](), list[Finding](), set[Fault]()
    suggested = set[Fault]()
    for finding in proofread(sample.text, context, document=document):
        low, high = (starts[finding.line - 1] + column for column in (finding.start, finding.end))
        met = [fault for fault in sample.faults if low <= fault.end and fault.start <= high]
        hit.update(met)
        if not met and finding.severity is not Severity.INFO:
            false.append(finding)
        for fault in met:
            if finding.suggestion is not None and fault.right is not None:
                suggested.add(fault)
                mended = sample.text[:low] + finding.suggestion + sample.text[high:]
                if mended == sample.text[: fault.start] + fault.right + sample.text[fault.end :]:
                    right.add(fault)
    missed = [sample.text[max(0, fault.start - 6) : fault.end + 6] for fault in sample.faults if fault not in hit]
    wrong = [sample.text[fault.start : fault.end] for fault in sample.faults if fault in suggested - right]
    return Verdict(missed, false, wrong)


def report() -> None:
    """Print what is missed and what is flagged without reason, and the figures of each family."""
    for family in WRITTEN:
        faults = missed = false = total = wrong = 0
        for sample in samples(family):
            verdict = judge(sample)
            total += 1
            faults += len(sample.faults)
            missed += len(verdict.missed)
            false += len(verdict.false)
            wrong += len(verdict.wrong)
            for words in verdict.missed:
                print(f"  missed   {words!r}")
            for finding in verdict.false:
                line = sample.text.split("\n")[finding.line - 1]
                words = line[finding.start : finding.end]
                print(f"  flagged  {finding.rule} {words!r} -> {finding.suggestion!r} in {line!r}")
            for words in verdict.wrong:
                print(f"  suggests something else for {words!r}")
        print(f"{family}: {total} texts, {faults} faults, {missed} missed, {false} false, {wrong} wrong suggestions")


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=False)
    report()
