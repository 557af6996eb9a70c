"""Lines that name people and offices: bylines, signatures, credits of pictures, and what is for the editors alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.content import Credit

_ROLES = {
    "reporter": "本报记者|本刊记者|特约记者|见习记者|实习记者|社区记者|小记者|记者",
    "correspondent": "特约通讯员|本报通讯员|通讯员|撰稿|撰文|作者|采写|执笔|供稿|文字|文",
    "special": "特约撰稿人|特约撰稿|特约评论员",
    "photographer": "摄影|图片|供图|摄|图",
    "compiler": "采访整理|整理|编写|口述整理",
    "pen_name": "笔名",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split("|")}
_ALL_ROLES = "|".join(sorted(_ROLE_OF, key=len, reverse=True))
_SHORT_ROLES = frozenset("文图摄")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_NAME = rf"(?:{_HAN}{{2,4}}(?:·{_HAN}{{1,6}})*|{_HAN}[ 　]{{1,2}}{_HAN})"
_NAMES = rf"{_NAME}(?:[\s、，,]+{_NAME}){{0,7}}?"
_DEED = r"(?:整理|采访|综合|联合)?(?:报道|摄影报道|摄影|采写|撰文|整理报道|文/图|图/文|文并摄|摄)"
_MARK = r"[□■○●◇◆☆★◎▲△]"
_SEGMENT = re.compile(
    rf"\s*(?P<both>文/图|图/文|图文|文图|文、图|图、文)?(?(both)|(?P<role>{_ALL_ROLES}))\s*[:：/／|]?\s*"
    rf"(?P<names>{_NAMES})\s*(?P<deed>{_DEED})?"
    rf"(?=$|[\s;；，,、/|　]+(?:{_ALL_ROLES}|文/图|图/文)|[;；])\s*[;；，,、/|　]?"
)
_AFTER = re.compile(rf"^(?P<names>{_NAMES})\s*[/／]?\s*(?P<deed>{_DEED}|文|图)$")
_SLASHED_ONE = re.compile(rf"({_NAME})\s*[/／|]\s*(文|图|摄影|摄)")
_SLASHED = re.compile(rf"(?:{_NAME}\s*[/／|]\s*(?:文|图|摄影|摄)[\s、，,；;]*)+")
_PARENTHESES = re.compile(r"^[（(【\[]\s*([^（）()]+?)\s*[)）】\]]$")
_TRAILING = re.compile(r"(?:(?<=[。！？!?”’…])|^)\s*[（(]\s*([^（）()。！？]{2,40})\s*[)）]\s*$")
_NO_NAME = re.compile(r"街道|社区|中心|居民|居委|办公|召开|举行|举办|活动|报道|图为|资料|以上|如下|完|续")
_UNIT_END = (
    r"(?:办|办公室|科|部|处|局|所|站|队|院|校|馆|店|厂|会|室|组|中心|街道|镇|居委|居委会|居民区|社区|小区|党委|党工委|工委|"
    r"纪工委|党组|党支部|党总支|总支|支部|妇联|工会|团委|团工委|协会|学会|联合会|基金会|委员会|公司|集团|银行|医院|"
    r"幼儿园|小学|中学|学校|大学|学院|派出所|网格|服务队|志愿队|物业|业委会)"
)
_UNIT = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9“”《》·（）()]{2,30}(?<=[\u4e00-\u9fff“”）)])$")
_UNIT_LIKE = re.compile(rf"{_UNIT_END}(?:\d*|[）)])$")
_SUPPLIED = re.compile(r"^(?:供稿单位|供稿|来源|来稿单位|报送单位|单位)\s*[:：]\s*|\s*(?:供稿|报送|提供)$")
_SURNAMES = frozenset(
    "丁万丘严于云付任何余侯倪傅全兰关冯刘包卓卢卫卞厉双古史叶司吕吴周唐喻夏奚姚姜娄孔孙孟季宋安寿封尤尹屈崔左巫常康庄应庞廖张彭徐戚戴方施"
    "时明易晏景曹曾朱李杜杨林柏柯柳柴查栾桂桑梁梅梦楼欧殷毕毛水江池汤汪沈沙洪浦涂温游滕潘熊牛王甄田申白盛瞿石祁祖祝秦程穆窦章童符管简米粟糜"
    "纪练缪罗翁翟耿聂胡舒艾苏苗范茅荣荆莫华董蒋蒙蓝蔡薄薛虞袁裘裴褚解许詹谈谢谭谷贝费贺贾赖赵路车辛边邓邢邬邱邵邹郁郎郑郝郭都鄂钟钱陆陈陶雷霍"
    "靳韦韩顾项颜饶马骆高魏鲁鲍麦黄黎齐龙龚"
)
_CONTACT = re.compile(
    r"^[（(]?\s*(?:联系人|联系电话|联系方式|联系地址|投稿人|作者电话|电话|手机|手机号|邮箱|电子邮箱|E-?mail|微信|QQ)\s*(?:号码?)?\s*[:：]",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^[（(]?\s*(?:\d{4}|[二〇○零一三四五六七八九]{4})\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]\s*"
    r"[\d一二三四五六七八九十]{1,3}\s*日?\s*[)）]?$"
)
_CREDIT_END = re.compile(
    rf"\s*[（(]\s*(?:(?:摄影|图片|照片|图|供图|摄)\s*[:：/／]?\s*(?P<a>[^（）()]{{2,30}})|(?P<b>[^（）()]{{2,30}}?)\s*(?:摄影报道|摄影|摄|供图|提供|图))\s*[)）]\s*$"
    rf"|[\s。，]+(?:摄影|供图|图片来源|图片|图|摄)\s*[:：/／]\s*(?P<c>\S[^。]{{1,30}}?)\s*$"
    rf"|[\s。，]*(?:图片|照片)?(?:均)?由\s*(?P<d>[^。，]{{2,30}}?)\s*(?:提供|拍摄|摄)[。]?\s*$"
    rf"|[\s。，]+(?P<e>{_NAME}|\S{{2,20}}?{_UNIT_END})\s*(?:摄影报道|摄影|摄|供图|图)[。]?\s*$"
)
_CREDIT_LINE = re.compile(
    rf"^[（(]?\s*(?:(?:本版)?(?:摄影|供图|图片来源|图片提供|图片|照片|图|摄)\s*[:：/／]\s*(?P<a>.{{2,30}}?)"
    rf"|(?:图片|照片)?(?:均)?由\s*(?P<b>.{{2,30}}?)\s*(?:提供|拍摄)|(?P<c>{_NAME}|.{{2,20}}?{_UNIT_END})\s*(?:摄影|摄|供图))[。]?\s*[)）]?$"
)
_CAPTION = re.compile(
    r"^[▲△▼▽◀▶■□↑↓←→]*\s*(?:图为|图中|上图|下图|左图|右图|本图|图[一二三四五六七八九十\d①-⑳]+|图片说明|照片说明|图说|图注|题图|图\s*[:：]|图[①-⑳])"
)


@dataclass(frozen=True)
class Signature:
    """Who signs a story: people and offices, as read from one line."""

    people: tuple[Credit, ...] = ()
    offices: tuple[str, ...] = ()


def read_people(line: str) -> tuple[Credit, ...]:
    """The people of a line that is a byline and nothing else; empty where it is none."""
    text = _bare(line)
    text = re.sub(rf"^{_MARK}+\s*", "", text)
    if len(text) > 80 or re.search(r"[。！？!?“”]", text):
        return ()
    if pairs := _SLASHED.fullmatch(text) and _SLASHED_ONE.findall(text):
        return tuple(_credits(name, _ROLE_OF.get(word, "correspondent"))[0] for name, word in pairs)
    if found := _AFTER.match(text):
        people = _credits(found["names"], "photographer" if found["deed"] in ("图", "摄", "摄影") else "correspondent")
        note = found["deed"] if len(found["deed"]) > 1 and found["deed"] != "摄影" else ""
        if all(_is_surname(person) and person.name not in _ROLE_OF for person in people):
            return _noted(people, note)
    result: tuple[Credit, ...] = ()
    position = 0
    while position < len(text):
        segment = _SEGMENT.match(text, position)
        if segment is None:
            return ()
        separated = re.match(r"\s*\S{1,2}\s*[:：/／|\s]", text[position:])
        if segment["role"] in _SHORT_ROLES and not separated:
            return ()
        people = _credits(segment["names"], _ROLE_OF.get(segment["role"] or "", "correspondent"))
        result += _noted(people, segment["deed"] or (segment["both"] or ""))
        position = segment.end()
    return () if any(_NO_NAME.search(person.name) for person in result) else result


def read_bare_name(line: str) -> tuple[Credit, ...]:
    """A line of one or two names without any word beside them."""
    text = _bare(line)
    marked = bool(re.match(_MARK, text))
    text = re.sub(rf"^{_MARK}+\s*", "", text)
    people = _credits(text, "correspondent") if re.fullmatch(_NAMES, text) else ()
    sure = marked or all(_is_surname(person) and len(person.name) <= 3 for person in people)
    return people if len(people) <= 3 and sure and not any(_NO_NAME.search(person.name) for person in people) else ()


def read_signature(line: str, known: frozenset[str], *, placed: bool) -> Signature | None:
    """The signature that a whole line is; ``placed`` says that it stands where signatures stand (right, bracketed)."""
    inner = _PARENTHESES.match(line.strip())
    bracketed = inner is not None and line.strip()[0] in "（("
    text = inner[1].strip() if inner and bracketed else line.strip()
    if len(text) > 60 or re.search(r"[。！？!?]", text) or (read_credit_line(line) and not read_people(text)):
        return None
    if people := read_people(text):
        return Signature(people) if placed or bracketed or re.search(r"[:：/／]|通讯员|记者|作者|供稿", text) else None
    offices = _SUPPLIED.sub("", text)
    supplied = offices != text
    if not (bracketed or placed or supplied):
        return None
    if found := _offices(offices, known, sure=supplied):
        return found
    if bracketed and (people := read_bare_name(text)):
        return Signature(people)
    return None


def trailing_signature(text: str, known: frozenset[str]) -> tuple[Signature, int] | None:
    """The bracket in which a last paragraph ends, if it signs the story, and where in the text it begins."""
    found = _TRAILING.search(text)
    if found is None or found.start() == 0:
        return None
    signature = read_signature(f"（{found[1]}）", known, placed=True)
    return (signature, found.start()) if signature else None


def _offices(text: str, known: frozenset[str], *, sure: bool) -> Signature | None:
    """One or several offices, the last perhaps with the name of a person behind it."""
    if text in known:
        return Signature((), (text,))
    offices: list[str] = []
    people: tuple[Credit, ...] = ()
    for part in re.split(r"[、，,；;/\s]+", text):
        if part in known or (_UNIT.match(part) and (sure or _UNIT_LIKE.search(part)) and not people):
            offices.append(part)
        elif offices and re.fullmatch(_NAME, part) and part[0] in _SURNAMES and len(part) <= 4:
            people += _credits(part, "correspondent")
        elif part in _ROLE_OF and offices:
            continue
        else:
            return None
    return Signature(people, tuple(dict.fromkeys(offices))) if offices else None


def _credits(names: str, role: str) -> tuple[Credit, ...]:
    joined = re.sub(rf"(?<!{_HAN})({_HAN})[ 　]{{1,2}}({_HAN})(?!{_HAN})", r"\1\2", names.strip())
    return tuple(Credit(name, role) for name in re.split(r"[\s、，,]+", joined) if name)


def _noted(people: tuple[Credit, ...], note: str) -> tuple[Credit, ...]:
    """The last person with the words that are printed behind the names."""
    if not people or not note:
        return people
    return (*people[:-1], Credit(people[-1].name, people[-1].role, note))


def _is_surname(person: Credit) -> bool:
    return person.name[0] in _SURNAMES


def _bare(line: str) -> str:
    found = _PARENTHESES.match(line.strip())
    return (found[1] if found else line).strip()


def is_contact(line: str) -> bool:
    """Whether a line tells the editors how to reach the sender."""
    return len(line) <= 80 and bool(_CONTACT.match(line))


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return bool(_DATE.match(line.strip()))


def is_caption(line: str) -> bool:
    """Whether a line says by itself that it describes a picture."""
    return bool(_CAPTION.match(line.strip()))


def read_credit_line(line: str) -> str:
    """Whose pictures a line says they are, if it says nothing else."""
    found = _CREDIT_LINE.match(line.strip())
    if found and _CAPTION.match(line.strip()) and not _names_only(found["a"] or ""):
        return ""  # “图：居民在集市上磨刀。林晓禾 摄”, a caption
    return next((text.strip() for text in found.groups() if text), "") if found and len(line) <= 40 else ""


def _names_only(text: str) -> bool:
    """Whether what stands behind “图：” is people or an office, and no sentence about the picture."""
    plain = re.sub(r"[。]?\s*[)）]?$", "", text.strip())
    return bool(read_people(plain) or read_bare_name(plain) or re.fullmatch(rf"\S{{2,20}}?{_UNIT_END}", plain)) or (
        plain.endswith(("提供", "供图", "拍摄")) and "。" not in plain
    )


def split_caption(line: str) -> tuple[str, str]:
    """Caption and credit of a line below a picture."""
    text = re.sub(r"^[▲△▼▽◀▶↑↓←→]+\s*", "", line.strip())
    text = re.sub(r"^(?:图片说明|照片说明|图说|图注|图)\s*[:：]\s*", "", text)
    found = _CREDIT_END.search(text)
    if found is None:
        return text, ""
    credit = next(part for part in found.groups() if part)
    return text[: found.start()].strip(), credit.strip()
