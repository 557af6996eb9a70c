"""What single lines say of themselves: signatures, bylines, notes, labels, page furniture.

Only the general vocabulary of Chinese newspapers stands here; names of a page come from the caller's register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .model import Register

FINAL = re.compile(r"[。！？!?…][”’\"'」』）)》〉]*$|(?<=[\u4e00-\u9fff])\.[\"”]?$")
BREAKS_OFF = frozenset("，、,—(（“‘《·")  # last characters
HANGS = frozenset("的了和与及在为是把被对向将从以等并")
CANNOT_START = re.compile(r"^(?:[，。、；：！？,;:!?）)》〉”’」』%％…·]|\.\D)")
OPENS_QUOTE = re.compile(r"^[“\"「『‘']")
LEAD = re.compile(r"^(?:[(（【])?(?:本报讯|本刊讯|又讯|本报记者|本刊记者|[\u4e00-\u9fff]{2,6}讯[\s　(（])")
BRIEF = re.compile(r"^(?:[(（【])?(?:本报讯|本刊讯)")
ALSO = re.compile(r"^[(（【]?又讯")
DATED = re.compile(
    r"^(?:近日|日前|近期|昨日|连日来|今年|去年|本月|最近|(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}\s*年|"
    r"[一二三四五六七八九十]+月|为(?:进一步|贯彻|落实|推动|深入|了)|随着)"
)
OPENER = re.compile(
    r"^(?:会上|会议|随后|此外|据悉|据了解|目前|下一步|同时[，,]|其中[，,]|此次|本次|当天|当日|当晚|活动(?:中|现场|当天)|"
    r"经过|通过|自[^，。]{2,14}(?:以来|起|后)[，,]|"
    r"截至|如今|随着|接下来|与此同时|值得一提|现场|期间|后来|直到|于是|因为|如果|虽然|不仅)"
)
ENUMERATED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[、，是要]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．]|[①-⑳]|"
    r"第[一二三四五六七八九十]{1,2}[，、：])"
)
EVENT = re.compile(r"召开|举办|举行|启动|走访|慰问|调研|部署|揭牌|开班|开讲|开展|赴|签约|获评|荣获|落成|挂牌")
DASHED = re.compile(r"^(?:[—–―─━－]{1,}|-{2,})\s*")
LONG_DASH = re.compile(r"[—–―─━-]{2}")
INNER_DASH = re.compile(r"(?<=.{4})\s*(?:[—–―─━]{2,}|-{2,})\s*(?=.{4})")
NOTE = re.compile(
    r"^[(（【\[《]?\s*[▲△▶→]?\s*(?P<word>上接|下转|紧接|转自|转至|接自|转|接)\s*第?\s*(?P<page>\d{1,2}|[一二三四五六七八九十]{1,2})"
    r"\s*版?.{0,12}?[)）】\]》]?$"
)
NOTE_AHEAD = re.compile(r"^([(（][上紧]接第?\s*[\d一二三四五六七八九十]{1,2}\s*版.{0,12}?[)）])\s*(\S.{8,})$")
NOTE_BEHIND = re.compile(r"^(.{8,}?)\s*([(（]下?转第?\s*[\d一二三四五六七八九十]{1,2}\s*版.{0,12}?[)）])$")
SHOWS = re.compile(r"图为|[(（/ ]摄[)）]?$")  # words that explain a picture
CREDITED = re.compile(r"(?:摄影|[\s　(（/]摄|供图)[)）]?$")  # how a caption ends that needs no stop
POINTS = re.compile(r"^(?:图为|图[：:]|[上下左右]图[：:]|图[①-⑳一二三四五六七八九\d][：:]|图片说明)")
CAPTION = re.compile(
    r"^(?:图为|图[：:]|[上下左右]图|图[①-⑳一二三四五六七八九\d]|图片说明|[▲△▼▽↑↓◀▶])|(?:摄影|[\s　(（/]摄|供图)[)）]?$"
)

# --------------------------------------------------------------------------------- signatures

PAREN = re.compile(r"^[(（]\s*([^()（）]{2,60}(?:[(（][^()（）]{1,20}[)）][^()（）]{0,20})?)\s*[)）]$")
BRACKETS = re.compile(r"^[【\[〖［〔]\s*([^【】\[\]〖〗［］〔〕。]{2,48})\s*[】\]〗］〕]$")
INLINE_SIGNATURE = re.compile(r"(?<=[。！？!?…”’\"'」』）)])\s*([(（]\s*([^()（）。；，,]{2,48})\s*[)）])$")
OPEN_PAREN = re.compile(r"^[(（][^()（）。；]{2,40}[、\s\u4e00-\u9fff]$")
CLOSES_PAREN = re.compile(r"^[^()（）。；]{1,30}[)）]$")
UNIT_END = re.compile(
    r"(?:办|办公室|中心|居民区|居委会?|党委|党工委|纪工委|工委|支部|总支|武装部|部|所|队|站|分会|协会|联合会|社|委员会|"
    r"科|组|团|校|院|局|公司|社区|工会|妇联|残联|商会|学校|学院|小学|中学|幼儿园|医院|街道|办事处|党群|平安|大厅|馆|园|"
    r"基地|平台|银行|集团|志愿者|联盟|人大|政协|团工委|会|处|厅|庭|支队|大队|中队|厂|店|行|厂|店)$"
)
SUPPLIED = re.compile(r"^(?:供稿(?:单位)?|来稿|来源|文稿|撰稿)\s*[:：]\s*|\s*(?:供稿|来稿|联合供稿|提供|报送)$")
SEPARATOR = re.compile(r"[、，,;；/|｜]|\s{1,}|(?<=[办室心区会部所队站委科局])\s*(?:和|与|及)\s*(?=街道|社区)")
PLAIN_OFFICE = re.compile(
    r"^(?!.*(?:召开|举办|举行|开展|走进|走访|启动|调研|部署|推进|揭牌|成立|慰问|来到|设立|建立|参加|打造|进|在|的|“))"
    r".*(?:办|办公室|中心|居民区|居委会|党支部|党总支|中队|派出所|科|所|工作站|服务站|联合会|协会|工会|委员会|工委)$"
)
NOT_OFFICES = re.compile(r"[图文续完版注摄]|本报|资料|记者|通讯员|作者|以上|如下|未完")
OFFICELIKE = re.compile(r"^[\u4e00-\u9fff、\s]{4,24}$")

# ------------------------------------------------------------------------------------ bylines

MARK = r"[□■○●◇◆☆★◎口]"
ROLE = (
    r"(?:本报|本刊|特约|首席|见习|实习|社区|小|街道)*(?:记者|通讯员|撰稿人|评论员|编辑部)|作者|撰文|撰稿|供稿人|摄影|"
    r"图/?文|文/?图|文字|图片|整理|口述|编写|执笔|[\u4e00-\u9fff]{0,4}(?:读者|居民|市民|业主)(?=[\s:：])"
)
NAME = r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff]"
DEED = (
    r"(?:整理|摄影|采写|综合|联合|编辑|供稿|撰写)?"
    r"(?:报道|摄影报道|摄影|整理|撰文|供稿|供图|摄|文/?图|图/?文|文|图|采写|撰稿|口述|编写)"
)
BYLINE = re.compile(
    rf"^(?P<mark>{MARK}\s*)?(?:(?P<role>{ROLE})\s*[:：/／]?\s*)?(?P<names>(?:{NAME})(?:[\s、，,]+(?:{NAME})){{0,5}}?)"
    rf"(?:\s*[/／|]?\s*(?P<deed>{DEED}))?$"
)
SLASHED = re.compile(
    rf"^(?P<mark>{MARK}\s*)?(?:(?:文字?|图片?|摄影|撰文|图文|文图|文/图|图/文)\s*[/／:：|]?\s*(?:{NAME})\s*)+$"
)
SLASHED_NAME = re.compile(rf"(?:文/图|图/文|图文|文图|文字|图片|摄影|撰文|文|图)\s*[/／:：|]?\s*(?P<name>{NAME})")
SEPARATED = re.compile(r"[\s/／:：|]")
PEOPLE = re.compile(rf"^(?:{MARK}\s*)?(?:(?:{ROLE})\s*[:：]?\s*(?:{NAME})(?:\s+|$)){{2,}}$")  # each with a role
PERSON = re.compile(rf"(?P<role>{ROLE})\s*[:：]?\s*(?P<name>{NAME})(?=\s|$)")
BYLINE_WITHIN = re.compile(  # in a line that holds more; the spaces in it part no paragraphs
    rf"(?:^|(?<=\s))(?:{MARK}\s*(?:{ROLE})?|(?:{ROLE}))\s*[:：/／]?\s*(?:{NAME})(?:[\s、，,]+[\u4e00-\u9fff·]{{2,3}}){{0,3}}"
    rf"(?:\s*[/／|]?\s*{DEED})?(?=\s|$)|(?:^|(?<=\s))[\u4e00-\u9fff·]{{2,3}}\s+{DEED}(?=\s|$)"
)
AFFILIATED = re.compile(  # who writes to the paper: where one lives or works, and the name
    r"^(?P<place>[\u4e00-\u9fff]{2,8}(?:居民区|社区|小区|小学|中学|学校|医院|公司|街道))\s+(?P<name>[\u4e00-\u9fff]{2,3})$"
)
NOT_NAMES = re.compile(r"(?:记者|通讯员|报道|摄影|整理|街道|社区|中心|居民|召开|举行|举办)")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅"
    "方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄"
    "窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝竺"
)

# ---------------------------------------------------------------------------------- furniture

BRACKETED = re.compile(r"^[【\[〖［〔]\s*([^【】\[\]〖〗［］〔〕。]{2,10})\s*[】\]〗］〕]$")
LABEL_END = re.compile(
    r"(?:快讯|简讯|短讯|扫描|动态|传真|之窗|之声|之星|天地|园地|论坛|特写|专栏|速递|聚焦|一线|风采|掠影|集锦|视点|言堂|播报|热线|"
    r"专访|故事|人物|留声|广角|信箱|茶座|课堂|连线|直通车|回眸|点击|撷英|随笔|大家谈|小贴士|提示|课堂|看台|百科|橱窗|"
    r"剪影|影像|短波|速览|简报|瞭望|面面观|经纬|时空|来信|讲堂|说法|絮语|茶馆|风景线|进行时|曝光台|公告栏|服务台)$"
)
PAGE_NAME_END = re.compile(
    r"(?:要闻|新闻|综合|专版|副刊|文艺|文苑|生活|专题|版|民生|党建|文化|法治|健康|广告|纵横|公益)$"
)
PAGE_NUMBER = re.compile(
    r"^(?:第?\s*(?:[A-DＡ-Ｄ]\s*)?(\d{1,2}|[一二三四五六七八])\s*版|0?(\d{1,2})|[A-D]0?(\d{1,2})|[—\-－·]\s*(\d{1,2})\s*[—\-－·])$"
)
PAGE_IN_LINE = re.compile(r"(?:^|[\s|｜])(?:第\s*)?0?(\d{1,2}|[一二三四五六七八])\s*版(?=$|[\s|｜:：])")
IMPRINT = re.compile(
    r"(?:责任?编辑?|本版编辑|编辑|美编|校对|版面设计|组版|主办(?:单位)?|承办单位|主管(?:单位)?|编印单位|印刷(?:单位|日期|厂)?|"
    r"印数|发送对象|准印证号?|(?:统一|国内)?刊号|投稿(?:邮箱|热线|信箱)|电子邮箱|E-?mail)\s*[:：/／]|"
    r"准印证|内部资料.{0,2}免费|免费赠阅|^内部资料$|^免费交流$|统一刊号|\bCN\s?\d|总第\s*\d+\s*期|本期\s*(?:共\s*)?\d+\s*版|^第\s*\d+\s*期$|https?://|www\.|"
    r"\d\s*[年月日].{0,12}(?:星期[一二三四五六日天]|农历)",
    re.I,
)
EDITED = re.compile(r"^(?:本版|责任|执行|值班|版面)?(?:编辑|责编|美编|校对|组版|审校)(?:[\s:：]|$)")
# a name that a masthead breaks off with points, or sets beside a Latin one
CLIPPED = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:[·.。]{2,}|\s*[·|｜]\s*[A-Z][A-Za-z]{2,})$")
LATIN_WORD = re.compile(r"^[A-Z]{3,}$")
CONTACT = re.compile(r"^.{0,6}(?:电话|热线|地址|邮编)\s*[:：]")  # of the paper, or of what an article announces
DATE_LINE = re.compile(r"^\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?(?:\s*星期.)?$")
PAPER_END = re.compile(r"(?:报|社区报|通讯|月刊|周刊|社区|之窗)$")
SPEAKS = re.compile(r"^(?:问|答|记者|主持人|Q|A)[：:]")
GREETING = re.compile(r"^[\u4e00-\u9fff]{2,8}[：:]$")  # of a letter, or the name of who speaks
PARTICULAR = re.compile(  # what an announcement tells in a list: when, where, for whom
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]?)?(?![的了着和与及])[\u4e00-\u9fff]{2,6}[：:]\S"
)
HAN = re.compile(r"[\u4e00-\u9fff]")
NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True)
class Byline:
    """A byline read from its line."""

    names: tuple[str, ...]
    role: str | None
    sure: bool  # a mark, a role or a deed says so; False for bare names


def number_of(text: str) -> int | None:
    """A page number in Arabic or Han figures, None for neither."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    return NUMERALS.get(text)


def fit_names(text: str) -> tuple[str, ...]:
    """The names in a run such as ``甲乙丙 丁 戊、己庚``; two single characters are one name set wide."""
    joined = re.sub(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ ]{1,2}([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", text)
    return tuple(name for name in re.split(r"[\s、，,]+", joined) if name)


def has_inner_dash(text: str) -> bool:
    """Whether a dash parts a line, as it parts a title from what explains it."""
    return LONG_DASH.search(text) is not None and INNER_DASH.search(text) is not None


@lru_cache(maxsize=4096)
def read_byline(text: str) -> Byline | None:
    """The byline that a line holds, or None."""
    if len(text) > 48 or "。" in text or text[-1] in "，、":
        return None
    inner = PAREN.match(text)
    bare = inner[1].strip() if inner else text
    if SLASHED.match(bare):
        names = tuple(dict.fromkeys("".join(found["name"].split()) for found in SLASHED_NAME.finditer(bare)))
        parted = SEPARATED.search(bare) or all(name[0] in SURNAMES for name in names)
        if parted and not any(NOT_NAMES.search(name) or UNIT_END.search(name) for name in names):
            return Byline(names, None, True)
    if PEOPLE.match(bare):
        people = list(PERSON.finditer(bare))
        names = tuple("".join(found["name"].split()) for found in people)
        if not any(NOT_NAMES.search(name) or UNIT_END.search(name) for name in names):
            return Byline(names, people[0]["role"], True)
    if (found := AFFILIATED.match(bare)) and found["name"][0] in SURNAMES and not NOT_NAMES.search(found["name"]):
        return Byline((found["name"],), None, not UNIT_END.search(found["name"]))
    found = BYLINE.match(bare)
    if not found:
        return None
    names = fit_names(found["names"])
    if any(NOT_NAMES.search(name) or UNIT_END.search(name) for name in names):
        return None
    sure = bool(found["role"] or found["mark"] or (found["deed"] and len(found["deed"]) > 1))
    known = all(name[0] in SURNAMES and len(name) <= 3 for name in names)
    if not sure and not known:
        return None
    if found["deed"] and not (found["role"] or found["mark"]) and not known:
        return None
    if found["mark"] == "口" and not found["role"]:
        return None
    role = found["role"]
    return Byline(names, role, sure)


@dataclass(frozen=True)
class Signature:
    """The offices that sign an article, and whether the line holds more than their names."""

    units: tuple[str, ...]
    whole: bool  # every character of the line is in the names
    sure: bool
    shape: str = "parens"  # parens, brackets, dash, supplied or bare: a page mostly keeps to one


def split_units(text: str, register: Register) -> tuple[str, ...]:
    """The offices in a joint signature, in printed order."""
    squeezed = "".join(text.split())
    if squeezed in register.departments:
        return (squeezed,)
    parts = [part.strip() for part in SEPARATOR.split(text) if part and part.strip()]
    # a name torn by a space, as character recognition leaves it, is one office and not two
    whole: list[str] = []
    for part in parts:
        if whole and not UNIT_END.search(whole[-1]) and whole[-1] not in register.departments:
            whole[-1] += part
        else:
            whole.append(part)
    return tuple(whole)


OPENS_SIGNATURE = frozenset("(（【[〖［〔")
NOT_IN_NAMES = re.compile(r"[。；！？:：“”\"]")
PARTS = frozenset("、，,;；/|｜")
# the last characters of what UNIT_END and SUPPLIED let stand at the end
ENDS_OFFICE = frozenset(
    "办室心区会委部所队站社科组团校院局司联支学道处群安厅馆园地台行者盟大协庭厂店稿供送)）】]〗］〕"
)


def read_signature(text: str, register: Register) -> Signature | None:
    """The signature that a line holds, or None; a name of an office without brackets is not sure."""
    if len(text) > 70 or "。" in text or text[-1] in "，、：":
        return None
    enclosed = text[0] in OPENS_SIGNATURE
    if not enclosed and text[-1] not in ENDS_OFFICE and text[-1] not in register.ends:
        return None  # what most lines are: no name of an office ends so
    found = PAREN.match(text) if enclosed else None
    shape = "parens"
    if enclosed and not found and (found := BRACKETS.match(text)):
        shape = "brackets"
    inner = (found[1] if found else text).strip()
    if not found and (dash := DASHED.match(inner)):
        shape, inner = "dash", inner[dash.end() :].strip()
    elif not found:
        shape = "bare"
    # both ways to say so end in one of these or hold a colon
    name = SUPPLIED.sub("", inner).strip() if inner[-1:] in "稿供送" or ":" in inner or "：" in inner else inner
    supplied = name != inner
    if not name or NOT_IN_NAMES.search(name):
        return None
    bare = not found and not supplied and name[-1] not in register.ends and name[-1] not in PARTS
    if bare and not UNIT_END.search(name[-4:]):
        return None  # as text that ends with a character of theirs by chance
    units = split_units(name, register)
    known = [unit for unit in units if unit in register.departments]
    officelike = bool(units) and all(
        (UNIT_END.search(unit) and len(unit) <= 24) or unit in register.departments for unit in units
    )
    if shape == "parens" and len(name) <= 48 and (officelike or supplied or known):
        return Signature(units, not supplied, True)
    if shape == "parens" and OFFICELIKE.match(name) and not NOT_OFFICES.search(name):
        return Signature(units, True, False)
    if supplied and officelike:
        return Signature(units, False, True, "supplied")
    if known and officelike:
        return Signature(units, True, True, shape)
    plain = officelike and all(3 <= len(unit) <= 14 and PLAIN_OFFICE.search(unit) for unit in units)
    return Signature(units, True, False, shape) if plain else None


def squash(text: str) -> str:
    """Text with doubled marks made single and white space removed, to tell a shadow copy."""
    return re.sub(r"([^\w])\1+", r"\1", "".join(text.split()))


def without_shadow(text: str) -> tuple[str, str]:
    """Split a headline printed twice over itself into (headline, copy); the copy is empty if it is single."""
    squeezed = text.strip()
    size = len(squeezed)
    if not 12 <= size <= 160 or squeezed.find(squeezed[0], size // 3) < 0:
        return text, ""
    for cut in range(size // 3, size - size // 3 + 1):
        left, right = squeezed[:cut].strip(), squeezed[cut:].strip()
        if left and right and left[0] == right[0] and squash(left) == squash(right) and len(squash(left)) >= 6:
            return (right, left) if len(right) <= len(left) else (left, right)
    return text, ""
