"""Errors planted into the demo paper's clean text, fifty of each kind, and how many of them are found.

``python -m tests.proofreading.planted`` writes the table into ``docs/proofreading.md``.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from proofreading import Context, Facts, Identity, proofread
from proofreading.across import Inventory, inventory
from proofreading.archive import Archive
from proofreading.lexicon import general
from proofreading.register import Appointment, Register, UnitName
from proofreading.registry import rules
from proofreading.similar import alike, is_listed_pair, same_tone

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "proofreading.md"
BEGIN, END = "<!-- planted: begin -->", "<!-- planted: end -->"
EACH = 50
DAY = date(2026, 11, 30)
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹潘范彭鲁韦马方袁唐薛雷贺罗"
GIVEN = "文明志远晓芳建华海波丽琴国良雨岚启航一辰知夏墨筠素秋若溪长青婷敏静宁欣悦哲涛斌峰"
ALIKE_GIVEN = {
    "岚": "兰",
    "静": "净",
    "涛": "滔",
    "斌": "彬",
    "峰": "锋",
    "芳": "方",
    "琴": "勤",
    "华": "花",
    "远": "元",
}


@dataclass(frozen=True)
class Planted:
    """A text with one error: the stretch in the whole text where a finding counts, and the right words there."""

    text: str
    start: int
    end: int
    right: str | None = None


Plant = Callable[[random.Random, str], Planted | None]


@cache
def clean_texts() -> tuple[str, ...]:
    """The paragraphs of each demo article, without lists and tables."""
    texts = []
    folder = ROOT / "newsroom" / "demo"
    for path in [*sorted((folder / "issues").glob("*.toml")), folder / "pool.toml"]:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = data.get("articles") or [row for page in data["pages"] for row in page["articles"]]
        for row in rows:
            lines = [line.strip() for line in row["body"].split("\n")]
            kept = [line for line in lines if line and line[0] not in "#-|[>" and line[-1] in "。！？”"]
            if len(kept) >= 2:
                texts.append("\n".join(kept))
    return tuple(texts)


def _replace(text: str, at: int, old: str, new: str, *, right: str | None = None) -> Planted:
    return Planted(text[:at] + new + text[at + len(old) :], at, at + max(len(new), 1), right)


def _swap(pattern: str, new: str | Callable[[re.Match[str]], str], *, check: bool = True) -> Plant:
    """Replaces one match of a pattern."""

    def plant(dice: random.Random, text: str) -> Planted | None:
        found = list(re.finditer(pattern, text))
        if not found:
            return None
        one = dice.choice(found)
        words = new if isinstance(new, str) else new(one)
        return _replace(text, one.start(), one[0], words, right=one[0] if check else None)

    return plant


def _sentence(*wordings: str) -> Plant:
    """Adds a sentence; the wrong words stand between ‹ and ›, the right ones after | where there are any."""

    def plant(dice: random.Random, text: str) -> Planted | None:
        wording = dice.choice(wordings)
        wording = wording.replace("#", str(dice.randint(2, 9)))
        head, _mark, rest = wording.partition("‹")
        wrong, _mark, tail = rest.partition("›")
        wrong, _mark, right = wrong.partition("|")
        # a sentence of its own behind one of the text's
        ends = [match.end() for match in re.finditer("。(?!”)", text)]
        at = dice.choice(ends)
        start = at + len(head)
        return Planted(f"{text[:at]}{head}{wrong}{tail}{text[at:]}", start, start + len(wrong), right or None)

    return plant


def _name(dice: random.Random) -> str:
    return dice.choice(FAMILY_NAMES) + "".join(dice.sample(GIVEN, 2))


def _name_slip(dice: random.Random, text: str) -> Planted:
    slipping = dice.choice(sorted(ALIKE_GIVEN))
    name = dice.choice(FAMILY_NAMES) + dice.choice("文明志建海国雨启") + slipping
    slip = name[:2] + ALIKE_GIVEN[slipping]
    lines = text.split("\n")
    lines[0] += f"居民区党总支书记{name}介绍了经过。"
    lines.append(f"{name}说，下个月还要再开一次会。")
    whole = "\n".join(lines)
    start = len(whole) + 1
    return Planted(f"{whole}\n{slip}表示，大家的意见都会记下来。{name}随后到现场看了看。", start, start + 3, name)


def _post_slip(dice: random.Random, text: str) -> Planted:
    person = dice.choice(REGISTER.appointments)
    post = dice.choice([one for one in ("主任", "副书记", "站长", "会长") if one != person.post])
    line = f"街道{post}{person.person}到会。"
    start = len(text) + 3
    return Planted(f"{text}\n{line}", start, start + len(post), person.post)


def _register_slip(dice: random.Random, text: str) -> Planted:
    person = dice.choice([one for one in REGISTER.appointments if one.person[2] in ALIKE_GIVEN]).person
    slip = person[:2] + ALIKE_GIVEN[person[2]]
    start = len(text) + 7
    return Planted(f"{text}\n会议由街道书记{slip}主持。", start, start + 3, person)


def _order_slip(dice: random.Random, text: str) -> Planted:
    first, second = sorted(dice.sample([one for one in REGISTER.appointments if one.rank], 2), key=lambda one: one.rank)
    wrong, right = f"{second.person}、{first.person}", f"{first.person}、{second.person}"
    return Planted(f"{text}\n{wrong}出席会议。", len(text) + 1, len(text) + 1 + len(wrong), right)


def _place_slip(dice: random.Random, text: str) -> Planted | None:
    unit = dice.choice([one.name for one in REGISTER.units if not one.valid_until])
    others = sorted(alike(unit[1]))
    if not others:
        return None
    slip = unit[0] + dice.choice(others) + unit[2:]
    return Planted(f"{text}\n活动在{slip}举行。", len(text) + 4, len(text) + 4 + len(slip), unit)


def _unit_slip(dice: random.Random, text: str) -> Planted:
    stem = dice.choice(["望江路", "织锦里", "柳桥湾", "文昌阁", "和平里", "长青园", "新桥头", "石灯巷"])
    end = dice.choice(["街道", "居民区"])
    name, slip = stem + end, stem[:1] + stem[2:] + end if len(stem + end) > 5 else stem[:2] + end
    lines = [f"{word}{name}{tail}" for word, tail in (
        ("近日，", "开放了新的活动室。"), ("这是", "今年办的第三件事。"), ("据介绍，", "的居民提了意见。"),
        ("目前，", "已经整改完毕。"), ("去年，", "开过两次会。"), ("下一步，", "将继续听取意见。"))]  # fmt: skip
    at = len(text) + 1 + sum(len(line) for line in lines)
    return Planted(f"{text}\n{''.join(lines)}{slip}也在其中。", at, at + len(slip), name)


def _word_slip(dice: random.Random, text: str) -> Planted | None:
    """Half set phrases, half words of three and four characters where they stand in the text."""
    return _idiom_slip(dice, text) if dice.random() < 0.5 else _broken_word(dice, text)


def _broken_word(dice: random.Random, text: str) -> Planted | None:
    lexicon, found = general(), []
    for run in re.finditer("[\u4e00-\u9fff]{3,}", text):
        for word in lexicon.words(run[0]):
            words = run[0][word.start : word.end]
            if len(words) in (3, 4) and lexicon.count(words) >= 30:
                found.append((run.start() + word.start, words))
    if not found:
        return None
    at, words = dice.choice(found)
    place = dice.randrange(len(words))
    others = sorted(
        other
        for other in alike(words[place])
        if (same_tone(other, words[place]) or is_listed_pair(other, words[place])) and lexicon.count(other) >= 200
    )
    slip = words[:place] + dice.choice(others) + words[place + 1 :] if others else words
    return None if slip in lexicon else _replace(text, at, words, slip, right=words)


def _idiom_slip(dice: random.Random, text: str) -> Planted | None:
    idiom = dice.choice(_idioms())
    place = dice.randrange(4)
    others = sorted(alike(idiom[place]))
    if not others:
        return None
    slip = idiom[:place] + dice.choice(others) + idiom[place + 1 :]
    start = len(text) + 6
    return Planted(f"{text}\n大家都说，{slip}，这件事办成了。", start, start + 4, idiom)


@cache
def _idioms() -> tuple[str, ...]:
    lexicon = general()
    return tuple(
        sorted(
            word
            for word in lexicon.weights
            if len(word) == 4 and lexicon.tag(word) == "i" and lexicon.count(word) >= 30
        )
    )


def _archive_slip(dice: random.Random, text: str) -> Planted | None:
    phrase = dice.choice(PHRASES)
    if dice.random() < 0.5:
        place = dice.randrange(2, len(phrase) - 2)
        slip = phrase[:place] + phrase[place + 1] + phrase[place] + phrase[place + 2 :]
    else:
        place = dice.randrange(2, len(phrase) - 1)
        slip = phrase[:place] + dice.choice(sorted(alike(phrase[place])) or "□") + phrase[place + 1 :]
    if slip == phrase or "□" in slip:
        return None
    return Planted(f"{text}\n记者来到{slip}了解情况。", len(text) + 5, len(text) + 5 + len(slip), phrase)


def _name_in_the_issue(dice: random.Random, text: str) -> Planted | None:
    person = dice.choice([one for one in REGISTER.appointments if one.person[2] in ALIKE_GIVEN]).person
    slip = person[:2] + ALIKE_GIVEN[person[2]]
    return Planted(f"{text}\n楼组长{slip}说，办法已经定了。", len(text) + 4, len(text) + 7, person)


def _thing_in_the_issue(dice: random.Random, text: str) -> Planted | None:
    thing = dice.choice(THINGS)
    place = dice.randrange(1, len(thing) - 1)
    others = sorted(other for other in alike(thing[place]) if general().count(other) >= 200)
    slip = thing[:place] + dice.choice(others) + thing[place + 1 :] if others else thing[:place] + thing[place + 1 :]
    return Planted(f"{text}\n“{slip}”开放了。", len(text) + 2, len(text) + 2 + len(slip), thing)


@cache
def companions() -> tuple[Inventory, ...]:
    """Another story of the issue, with every name of the register and every thing twice."""
    people = "。".join(f"书记{one.person}说，会开过了。{one.person}表示，账目公布了" for one in REGISTER.appointments)
    return (inventory("另一篇", people + "。" + "。".join(f"“{thing}”在一楼，“{thing}”天天开" for thing in THINGS)),)


def _torn(dice: random.Random, text: str) -> Planted | None:
    lines = text.split("\n")
    number = dice.randrange(len(lines))
    words = [
        w for w in general().words(lines[number]) if w.end - w.start == 2 and 30 < w.start < len(lines[number]) - 12
    ]
    words = [w for w in words if re.fullmatch("[\u4e00-\u9fff]{2}", lines[number][w.start : w.end])]
    if not words:
        return None
    cut = dice.choice(words).start + 1
    before = "\n".join(lines[:number])
    at = len(before) + bool(number) + cut
    return Planted(f"{text[:at]}\n\n{text[at:]}", at - 2, at)


def _tear_slip(dice: random.Random, text: str) -> Planted:
    units = "、".join(dice.sample(["街道团委", "街道妇联", "街道工会", "街道商会", "街道残联"], 3))
    head = f"{text}\n{units}和街道各科室都派人到会，会上表态发言的还有街工"
    return Planted(f"{head}\n\n工委的负责人。", len(head) - 2, len(head), "街道")


def _cut(dice: random.Random, text: str) -> Planted:
    at = len(text) - dice.randint(5, 12)
    while not "\u4e00" <= text[at - 1] <= "\u9fff":
        at -= 1
    return Planted(f"{text[:at]}\n\n（街道党政办）", at - 4, at)


def _no_stop(dice: random.Random, text: str) -> Planted | None:
    found = [m.start() for m in re.finditer("(?<=[\u4e00-\u9fff])。\n", text)]
    if not found:
        return None
    at = dice.choice(found)
    return Planted(text[:at] + text[at + 1 :], at - 2, at, text[at - 2 : at + 1])


def _twice(dice: random.Random, text: str) -> Planted:
    line = max(text.split("\n"), key=len)
    return Planted(f"{text}\n{line}", len(text) + 1, len(text) + 1 + len(line), "")


def _word_twice(dice: random.Random, text: str) -> Planted | None:
    lexicon, found = general(), []
    for m in re.finditer("[\u4e00-\u9fff]{2,}", text):
        found += [
            (m.start() + w.start, m[0][w.start : w.end])
            for w in lexicon.words(m[0])
            if w.end - w.start == 2 and lexicon.tag(m[0][w.start : w.end]) == "n"
        ]
    if not found:
        return None
    at, word = dice.choice(found)
    return Planted(text[:at] + word + text[at:], at, at + 4, word)


def _card(dice: random.Random, text: str) -> Planted:
    digits = (
        "310105"
        + f"{dice.randint(1940, 2015)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{dice.randint(0, 999):03}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    last = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
    return Planted(f"{text}\n身份证号为{digits}{last}。", len(text) + 6, len(text) + 24)


REGISTER = Register(
    appointments=tuple(
        Appointment(dice_name, post, "桐溪街道", rank=rank)
        for rank, (dice_name, post) in enumerate(
            [(f"{family}{'文明志建海国'[n % 6]}{sorted(ALIKE_GIVEN)[n % 9]}", "书记") for n, family in enumerate(FAMILY_NAMES[:18])], 1  # noqa: E501
        )
    ),
    units=(
        *(UnitName(f"{name}居民区") for name in ("柳桥", "望河", "石灯", "织锦", "槐荫", "北塘", "新桐")),
        UnitName("旧住房改造办公室", "城市更新办公室", date(2019, 3, 1), date(2024, 12, 31)),
        UnitName("社会事务办公室", "民生服务办公室", date(2018, 1, 1), date(2022, 6, 30)),
        UnitName("党政办公室", "综合办公室", date(2018, 1, 1), date(2024, 12, 31)),
    ),
)  # fmt: skip
PHRASES = (
    "社区卫生服务中心", "社区文化活动中心", "退役军人服务站", "一刻钟便民生活圈", "老旧小区加装电梯", "综合网格党组织",
    "全过程人民民主实践点", "街道党工委办事处", "垃圾分类志愿服务队", "新时代文明实践分中心",
)  # fmt: skip


THINGS = ("邻里会客厅", "银发讲师团", "桥边小书房", "四季菜篮子", "楼道里的音乐会", "老街坊修补铺", "晚风电影院")


@cache
def archive() -> Archive:
    """The clean texts and the usual phrases, often."""
    statistics = Archive(1 << 18)
    for text in clean_texts():
        statistics.add(text)
    for _time in range(60):
        statistics.add("。".join(PHRASES))
    return statistics


HAN = "[\u4e00-\u9fff]"
KINDS: dict[str, Plant] = {
    "half-width-mark": _swap(rf"(?<={HAN})，(?={HAN})", ","),
    "half-width-bracket": _sentence("服务时间有变‹(详见公告)›。", "名单已公布‹(见附表)›，请查看。"),
    "straight-quote": _swap(r"“[^“”\n]{2,30}”", lambda m: f'"{m[0][1:-1]}"', check=False),
    "dash": _sentence("办法只有一个‹———|——›坐下来谈。", "大家都盼着这一天‹--|——›电梯通了。"),
    "ellipsis": _sentence("大家你一言我一语‹......|……›", "桌上有茶、有糖、有瓜子‹...|……›"),
    "doubled-mark": _swap("[，。](?![”，。])", lambda m: m[0] * 2),
    "space": _swap(rf"(?<={HAN})(?={HAN}{{2}})", " "),
    "bracket-pair": _sentence("他带来了两样东西‹（›一本账、一支笔。", "办公地点在二楼东侧‹）›，周末开放。"),
    "doubled-bracket": _swap(r"“[^“”\n，。]{2,20}”(?!”)", lambda m: f"“{m[0]}”"),
    "doubled-word": _word_twice,
    "set-twice": _twice,
    "quote-pair": _swap(rf"“[^“”\n]{{2,30}}”(?={HAN})", lambda m: m[0][:-1]),
    "quote-nesting": _sentence("她说：“这就是我们说的‹“邻里一家”|‘邻里一家’›，要一直做下去。”", "他笑着说：“大家管它叫‹“小账本”|‘小账本’›，谁都能看。”"),  # noqa: E501
    "stop-inside-quote": _sentence("街道举办“邻里共建新风尚‹。”|”。›", "墙上写着“小事不出楼组‹。”|”。›"),
    "mark-before-closing": _sentence("“这件事拖了好久，总算有了着落‹”|，”›王阿姨高兴地说。", "“以后每个月都来看一看‹”|，”›李师傅答道。"),  # noqa: E501
    "impossible-date": _sentence("活动于‹9月31日›结束。", "报名截至‹2月30日›。", "‹13月5日›开始办理。", "‹4月31日›前办完。"),  # noqa: E501
    "weekday": _sentence("2026年11月16日（星期‹三|一›）上午开会。", "2026年10月1日（星期‹日|四›）放假。"),
    "future-date": _sentence("‹2027年1月#日›，街道召开了会议。"),
    "approximate-twice": _sentence("共有‹超过#00余人|#00余人›参加。", "参观者‹近#000多人次|#000多人次›。", "收到‹约#0条左右|约#0条›。"),  # noqa: E501
    "range-mark": _sentence("面向‹#-12岁›儿童开放。", "每次服务‹20-30分钟›。"),
    "han-month": _sentence("9月2日和10月3日各开一次会，‹今年五月|今年5月›已经试过。"),
    "points-counted": _sentence("会议提出‹三›点要求：一是认真听取意见；二是及时答复。", "街道作出‹两›项举措：一是早查；二是快改；三是常看。"),  # noqa: E501
    "items-counted": _sentence("工作涵盖就业、养老、托育、助餐‹六个方面›。", "内容包括清扫、巡查、维修、绿化、保洁‹三大板块›。"),  # noqa: E501
    "parts-of-whole": _sentence("三类来信分别占‹60%、30%和2#%›。", "共有‹50人›参加，其中党员30人，居民4#人。"),
    "name-variant": _name_slip,
    "name-register": _register_slip,
    "post": _post_slip,
    "leaders-order": _order_slip,
    "unit-lapsed": _sentence("‹旧住房改造办公室|城市更新办公室›负责解释。", "请到‹社会事务办公室|民生服务办公室›办理。"),  # noqa: E501
    "place-register": _place_slip,
    "quoted-variant": _sentence("今年办的是“我陪邻居散步走”活动，去年也办过“我陪邻居散步走”，名叫“‹我陪邻居散走|我陪邻居散步走›”的队伍由此而来。"),  # noqa: E501
    "unit-variant": _unit_slip,
    "archive-variant": _archive_slip,
    "word-slip": _word_slip,
    "issue-name": _name_in_the_issue,
    "issue-variant": _thing_in_the_issue,
    "complement": _sentence("这件事‹做的很周到|做得很周到›。", "志愿者‹办的非常认真|办得非常认真›，没有漏掉一户。"),
    "no-subject": _sentence("‹因为下雨，|下雨›让工期推迟了三天。", "‹因为加装电梯，|加装电梯›使老人出门方便了。"),
    "no-object": _sentence("网格里的党员‹发挥专业›抓服务。", "居民区‹坚持以“每周接待日”，›听取意见。"),
    "wording-list": _sentence("‹截止目前|截至目前›已有四百户报名。", "服务站为‹残废人|残疾人›上门办证。", "会上‹布署|部署›了任务。"),  # noqa: E501
    "identity": _sentence("‹本报记者›昨天到现场采访。", "更多消息请看‹本报›下期。"),
    "id-card": _card,
    "telephone": _sentence("报名电话‹1381234567#›。", "请打‹139#8765432›预约。"),
    "home-address": _sentence("她家住在‹织锦路36弄#号502室›。"),
    "protected-name": _sentence("受害人‹王建国|王某›已经出院。", "被害人‹李秀英|李某›报了案。"),
    "torn": _torn,
    "tear-slip": _tear_slip,
    "cut-off": _cut,
    "missing-stop": _no_stop,
    "signature-run-in": _sentence("活动就此结束。‹（街道党政办）›\n第二天一早，队伍又出发了。"),
    "jump-line": _sentence("‹（下转3版）›\n又过了一个月，"),
    "picture-words": _sentence("‹图为›活动现场。"),
    "furnishing": lambda dice, text: Planted(text, 0, 0),
}  # fmt: skip


@dataclass
class Row:
    """One rule's figures."""

    rule: str
    severity: str
    found: int = 0
    planted: int = 0
    right: int = 0
    suggested: int = 0
    reported: int = 0
    true: int = 0


def context_for(rule: str) -> Context:
    """What a kind of error is checked against."""
    bare = Context(day=DAY, identity=Identity.INTERNAL)
    if rule in ("name-register", "post", "leaders-order", "unit-lapsed", "place-register"):
        return replace(bare, register=REGISTER)
    if rule in ("issue-name", "issue-variant"):
        return replace(bare, companions=companions())
    if rule == "archive-variant":
        return replace(bare, archive=archive())
    if rule == "picture-words":
        return replace(bare, facts=Facts(title="题", summary="要"))
    return replace(bare, facts=Facts(title="题", summary="要", attributed=False)) if rule == "furnishing" else bare


def measure(name: str) -> Row:
    """Plant one kind of error and count; false alarms are counted in the planted texts and in all clean ones."""
    one = next(rule for rule in rules() if rule.name == name)
    context = context_for(name)
    dice, row = random.Random(name), Row(name, one.severity.value)
    while row.planted < EACH:
        planted = KINDS[name](dice, dice.choice(clean_texts()))
        if planted is None:
            continue
        row.planted += 1
        starts = [0]
        for line in planted.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        hit = None
        for finding in proofread(planted.text, context, [one.family]):
            if finding.rule != name:
                continue
            row.reported += 1
            start, end = starts[finding.line - 1] + finding.start, starts[finding.line - 1] + finding.end
            if start <= planted.end and planted.start <= end:
                row.true += 1
                hit = hit or (start, end, finding.suggestion)
        if hit:
            row.found += 1
            if planted.right is not None and hit[2] is not None:
                row.suggested += 1
                mended = planted.text[: hit[0]] + hit[2] + planted.text[hit[1] :]
                wanted = planted.text[: planted.start] + planted.right + planted.text[planted.end :]
                row.right += mended == wanted or (planted.right in mended and len(mended) == len(wanted))
    if name != "furnishing":
        clean = context if name != "picture-words" else replace(context, facts=None)
        row.reported += sum(
            finding.rule == name for text in clean_texts() for finding in proofread(text, clean, [one.family])
        )
    return row


def table() -> str:
    """The figures of all rules as Markdown."""
    lines = [
        "| rule | severity | planted | found | recall | reports | precision | suggestion right |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in rules():
        row = measure(one.name)
        precision = f"{row.true / row.reported:.2f}" if row.reported else "–"
        right = f"{row.right / row.suggested:.2f}" if row.suggested else "–"
        lines.append(
            f"| `{row.rule}` | {row.severity} | {row.planted} | {row.found} | {row.found / row.planted:.2f} "
            f"| {row.reported} | {precision} | {right} |"
        )
    return "\n".join(lines)


def write() -> None:
    """Put the table into the page of documentation."""
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    PAGE.write_text(f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=False)
    write()
