"""Numerals and dates: GB/T 15835 in the part that matters to a paper, and figures that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.findings import Severity
from proofreading.registry import rule

_DATE = re.compile(
    r"(?:((?:19|20)\d\d) ?年 ?)?(\d{1,2}) ?月 ?(\d{1,2}) ?日(?:\s?[（(]?(?:星期|周)([一二三四五六日天])[）)]?)?"
)
_MONTH = re.compile(r"(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?")
_HAN_MONTH = re.compile(rf"(今年|去年|明年|\d{{4}} ?年)([一二三四五六七八九]|十[一二]?)月(?!色|亮|[{HAN}]会|子)")
_APPROXIMATE = re.compile(
    r"(超过|超|逾|多达|高达|近|将近|约|大约|大概|不足|不到)( ?\d[\d,.]*[万亿千百]?)(余|多)( ?[人个名户家次条件场处项吨元年平公株]+)"  # noqa: E501
)
_ABOUT_TWICE = re.compile(
    r"(约|大约|大概|近|将近|超过|不到)( ?\d[\d,.]*[万亿千百]?[人个名户家次条件场处项吨元年米岁天]{1,2})(左右|上下|以上)"
)
_RANGE = re.compile(
    r"(?<![\d.\-A-Za-z])(\d+(?:\.\d+)?)( ?[-–] ?)(\d+(?:\.\d+)?)(?=[岁年月日天人元吨米户层%％℃]|周岁|小时|分钟|公里|平方)"  # noqa: E501
)
_COUNTED = re.compile(
    r"([两二三四五六七八九十]|\d{1,2}) ?(个|大|项|种|类|家|条|点)(方面|板块|领域|类别|要素|环节|主题|课程|银行|特色课程)"  # noqa: E501
)
_POINTS = re.compile(r"([两二三四五六七八九十])(点|个|项|条)(?:具体)?(要求|意见|建议|举措|措施|希望|原则|倡议)[：:]")
_POINT = re.compile(r"(?<![第统唯之其专])([一二三四五六七八九十])(?:是|要)")
_SHARES = re.compile(r"(?:分别)?占(?:比)?(?:总数)?的?((?:\d+(?:\.\d+)?[%％][、，和及])+\d+(?:\.\d+)?[%％])")
_PARTS = re.compile(
    r"(?:共有?|总计|合计)([^，。；]{0,8}?)(\d+)(人|户|名|个|件|处|条|家)[^。；]{0,6}?[，,]其中([^。；]{2,80})"
)
_PART = re.compile(r"(\d+)(人|户|名|个|件|处|条|家)")
HAN_DIGITS = "一二三四五六七八九十"
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKDAYS = "一二三四五六日"


def number(han: str) -> int:
    """A Han numeral up to 99, or Arabic figures, as a number."""
    if han.isdigit():
        return int(han)
    han = han.replace("两", "二")
    if "十" not in han:
        return HAN_DIGITS.index(han) + 1
    tens, _ten, ones = han.partition("十")
    return (HAN_DIGITS.index(tens) + 1 if tens else 1) * 10 + (HAN_DIGITS.index(ones) + 1 if ones else 0)


@rule("impossible-date", Severity.ERROR)
def impossible_date(document: Document, context: Context) -> Iterator[Draft]:
    """A month or day that no calendar has."""
    message = _("There is no such date.")
    for block in document.blocks:
        for found in _MONTH.finditer(block.text):
            month, day = int(found[1]), int(found[2]) if found[2] else 1
            after = block.text[found.end() : found.end() + 1]
            span = not found[2] and (
                after in "份龄大" or block.text[: found.start()].endswith(("不满", "个")) or after == ""
            )
            if not found[2] and (month > 12 or span):
                continue
            if (
                not 1 <= month <= 12
                or not 1 <= day <= DAYS[month - 1]
                or (month == 2 and day == 29 and _no_leap(block.text, found.start()))
            ):
                yield block.draft(found.start(), found.end(), message, None)


def _no_leap(text: str, at: int) -> bool:
    year = re.search(r"(\d{4}) ?年 ?$", text[:at])
    if not year:
        return False
    value = int(year[1])
    return value % 4 != 0 or (value % 100 == 0 and value % 400 != 0)


@rule("weekday", Severity.ERROR)
def weekday(document: Document, context: Context) -> Iterator[Draft]:
    """A day of the week that does not fit its date."""
    message = _("The day of the week does not fit the date.")
    for block in document.blocks:
        for found in _DATE.finditer(block.text):
            year = int(found[1]) if found[1] else (context.day.year if context.day else 0)
            if not found[4] or not year:
                continue
            try:
                right = WEEKDAYS[date(year, int(found[2]), int(found[3])).weekday()]
            except ValueError:
                continue  # reported as an impossible date
            if right != found[4].replace("天", "日"):
                yield block.draft(found.start(4), found.end(4), message, right)


@rule("future-date", Severity.WARNING)
def future_date(document: Document, context: Context) -> Iterator[Draft]:
    """Something told as past that is dated after the issue."""
    if context.day is None:
        return
    message = _("The date lies after the issue's date, and the sentence tells of the past.")
    for block in document.blocks:
        for found in _DATE.finditer(block.text):
            if not found[1]:
                continue
            try:
                told = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue  # reported as an impossible date
            clause = re.split("[。；]", block.text[found.end() :], maxsplit=1)[0]
            if (
                told > context.day
                and re.search("(举行了|召开了|举办了|完成了|了$|已经|了，)", clause)
                and "将" not in clause
            ):
                yield block.draft(found.start(), found.end(), message, None)


@rule("approximate-twice", Severity.ERROR)
def approximate_twice(document: Document, context: Context) -> Iterator[Draft]:
    """超过…余 and its like: a number that is called inexact twice."""
    message = _("The number is called inexact twice.")
    for block in document.blocks:
        for found in _APPROXIMATE.finditer(block.text):
            yield block.draft(found.start(), found.end(), message, f"{found[2].strip()}{found[3]}{found[4]}")
        for found in _ABOUT_TWICE.finditer(block.text):
            yield block.draft(found.start(), found.end(), message, found[1] + found[2])


@rule("range-mark", Severity.WARNING)
def range_mark(document: Document, context: Context) -> Iterator[Draft]:
    """A range of numbers with a hyphen."""
    message = _("A range of numbers takes ～ or —.")
    for block in document.blocks:
        for found in _RANGE.finditer(block.text):
            yield block.draft(
                found.start(), found.end() + 1, message, f"{found[1]}～{found[3]}{block.text[found.end()]}"
            )


@rule("han-month", Severity.WARNING)
def han_month(document: Document, context: Context) -> Iterator[Draft]:
    """A month in Han numerals where the text writes its dates in figures."""
    if len(_MONTH.findall(document.text)) < 2:
        return
    message = _("Dates are written in Arabic figures.")
    for block in document.blocks:
        for found in _HAN_MONTH.finditer(block.text):
            before = block.text[max(0, found.start() - 4) : found.start()]
            if "农历" not in before:
                yield block.draft(found.start(), found.end(), message, f"{found[1]}{number(found[2])}月")


@rule("points-counted", Severity.WARNING)
def points_counted(document: Document, context: Context) -> Iterator[Draft]:
    """Three points announced, and another number of points made in the same paragraph."""
    message = _("The number of points announced is not the number made.")
    for block in document.blocks:
        for found in _POINTS.finditer(block.text):
            rest = block.text[found.end() :]
            made = list[int]()
            for point in _POINT.finditer(rest):
                value = number(point[1])
                if value == len(made) + 1:
                    made.append(value)
            if made and len(made) >= 2 and len(made) != number(found[1]):
                right = "零一两三四五六七八九十"[len(made)] if len(made) <= 10 else str(len(made))
                yield block.draft(found.start(1), found.end(1), message, right)


@rule("items-counted", Severity.WARNING)
def items_counted(document: Document, context: Context) -> Iterator[Draft]:
    """A, B, C and D 三个方面: more or fewer items than counted."""
    message = _("The number of items is not the number given.")
    for block in document.blocks:
        for found in _COUNTED.finditer(block.text):
            clause = re.split(r"[，。；：:,;（(]", block.text[max(0, found.start() - 160) : found.start()])[-1]
            listed = clause.removesuffix("等").removesuffix("这")
            if "、" not in listed or re.search("[、和与及]$", listed):
                continue
            items = [item for item in re.split("、|和(?!平|谐|睦)", re.sub(r"[“”‘’\"]", "", listed)) if item]
            count = number(found[1])
            partial = clause.endswith("等")
            if len(items) < 3 or any(len(item) > 12 for item in items[1:]):
                continue
            spread = len(re.findall("和|与|(?<!涉)(?<!普)(?<!以)(?<!顾)及", listed))
            # the list's beginning is not marked: more items than counted say something only where all are of a kind
            of_a_kind = max(map(len, items[1:])) - min(map(len, items[1:])) <= 2 and len(items[0]) >= len(items[1])
            if (of_a_kind and count < len(items) - spread) or (not partial and count > len(items) + spread):
                yield block.draft(found.start(), found.end(), message, None)


@rule("parts-of-whole", Severity.WARNING)
def parts_of_whole(document: Document, context: Context) -> Iterator[Draft]:
    """Shares of more than a hundred per cent, or parts that come to more than their whole."""
    message = _("The parts do not add up.")
    for block in document.blocks:
        for found in _SHARES.finditer(block.text):
            shares = [float(share) for share in re.findall(r"\d+(?:\.\d+)?", found[1])]
            if sum(shares) > 100.5:
                yield block.draft(found.start(1), found.end(1), message, None)
        for found in _PARTS.finditer(block.text):
            parts = [int(part) for part, unit in _PART.findall(found[4]) if unit == found[3]]
            if len(parts) >= 2 and sum(parts) > int(found[2]) and all(part <= int(found[2]) for part in parts):
                yield block.draft(found.start(2), found.end(3), message, None)
