"""Invented articles of the rarer forms: letters, notices, tips, verses, questions and answers, captions alone."""

from __future__ import annotations

from collections.abc import Callable

from .invented_articles import Invented, Writer
from .invented_words import HAN_DIGITS, NEWS, QUOTES, words

LETTER_TITLES = (
    "{area}路口能否装盏灯？",
    "{matter}何时轮到我们楼",
    "谢谢你，{group}",
    "盼{area}多一处{matter}",
    "一封来自{area}的信",
    "{matter}别忘了{group}",
)
LETTER = (
    "我是{area}居民区的一名{group}，想说说{matter}这件事。",
    "每天接送孩子都要经过{area}路，路面坑洼，雨天尤其难走。",
    "听说{street}正在推进{matter}，不知何时能到我们这里？",
    "希望{office}抽空来看一看，给大家一个准信。",
    "这几个月，{group}没少往我家跑，这份情我一直记着。",
    "我们并不着急，只盼着有人把话说明白。",
    "上回在活动室开会，不少邻居都提到了{matter}，会后却没了下文。",
    "信写得啰嗦，请编辑同志见谅。",
    "要是能在{area}路添一处座椅，老人买菜回来也好歇歇脚。",
)
NOTICE_TITLES = (
    "关于开展{matter}的通知",
    "{matter}报名开始",
    "{area}路临时停水通告",
    "征集{matter}金点子",
    "{street}招募{group}",
    "致{area}居民的一封信",
)
NOTICE_LINES = (
    "时间：{m}月{day}日上午9:00至11:00",
    "地点：{area}路{n}号社区活动室",
    "对象：年满六十周岁的本街道居民",
    "报名方式：携带身份证到{area}居民区登记",
    "咨询电话：5550{n2}，工作日接听",
    "名额：{n}人，额满为止",
    "费用：全部免费，材料由主办方提供",
    "截止日期：{m}月{day}日",
    "携带材料：户口簿、房产证原件及复印件",
)
TIP_TITLES = ("{hd}招用好燃气灶", "夏天{matter}要注意什么", "{matter}小知识", "出门前请看一眼", "这些事项请留意")
TIPS = (
    "出门前关好水、电、燃气，阳台上不要堆放杂物。",
    "电动自行车不进楼，充电到指定的棚里去。",
    "接到陌生来电要转账的，先挂断，再打给家里人核实。",
    "药箱每半年清理一次，过期的药不要随手扔进垃圾桶。",
    "雨天路滑，走台阶请扶好扶手，老人尽量不要独自外出。",
    "发现楼道里有异味，先开窗，再到户外拨打抢修电话。",
    "剩菜分装后及时放进冰箱，再吃时要热透。",
    "空调滤网一个月洗一次，吹出来的风才干净。",
    "宠物出门系好绳，随手带走粪便。",
)
VERSE_TITLES = ("{area}小唱", "灯火", "写给{group}", "秋天的{area}", "一盏路灯", "春到{area}")
VERSES = words(
    "晨光爬上{area}的窗台 有人推开第一扇门 扫帚划过落满叶子的路 像一支轻轻的笔 写下这一天的开头 "
    "老井边的石头还记得雨 巷子深处飘来米粥的香 孩子的笑声追着风 跑过整条长街 你把灯留给晚归的人 "
    "自己却站在暗处 多少脚步从这里经过 多少名字被轻轻叫起 日子一页一页翻过去 邻居的问候还是热的 "
    "桂花落在肩头 不必说谢谢 我们都住在同一片屋檐下"
)
QUESTIONS = (
    "{matter}从什么时候开始？",
    "哪些人可以申请{matter}？",
    "办理{matter}要带哪些材料？",
    "{matter}的钱从哪里来？",
    "如果对{matter}有意见，可以找谁？",
    "去年{matter}做到了哪一步？",
)
DIALOGUE_TITLES = ("{matter}，您问我答", "关于{matter}的{hd}个问题", "{office}负责人谈{matter}")
CAPTION_TITLES = ("{area}的早晨", "镜头里的{matter}", "{group}在行动", "{area}掠影", "{matter}现场见闻")
CAPTIONS = (
    "图为{group}在{area}居民区参加{matter}。",
    "{m}月{day}日，{group}正在{area}路清点物资。（{person} 摄）",
    "▲{group}为居民演示{matter}的步骤",
    "上图：{area}居民区活动室里座无虚席",
    "图①：{group}走进{area}开展{matter}",
    "{matter}开放当天，{group}排队体验。 {person} 摄",
)


def letter(writer: Writer) -> Invented:
    """A reader's letter, signed by its writer, at times answered."""
    rng, subject = writer.rng, writer.subject()
    text = writer.paragraphs(LETTER, rng.randint(2, 4), subject, 3)
    if rng.random() < 0.7:
        text.insert(0, rng.choice(("编辑同志：", "编辑部：", "社区报编辑：")))
    name = writer.world.person()
    place = writer.rng.choice(writer.world.areas)
    byline = rng.choice((f"读者 {name}", f"（读者 {name}）", f"{place}居民 {name}", f"（{name}）"))
    blocks = list(writer.roles(text))
    blocks.append(("byline", byline))
    if rng.random() < 0.4:
        reply = "".join(writer.paragraphs(NEWS, 1, subject, 2))
        blocks += [("body", f"编者按：来信已转{subject['office']}。{reply}")]
    return Invented(
        writer.headline([(t,) for t in LETTER_TITLES], subject), tuple(blocks), names=(name,), form="letter"
    )


def notice(writer: Writer) -> Invented:
    """An announcement: a sentence, lines of particulars, the office that gives notice."""
    rng, subject = writer.rng, writer.subject()
    values = {**subject, "m": rng.randint(1, 12), "day": rng.randint(1, 28), "n": rng.randint(3, 90), "n2": "1234"}
    opening = f"为{subject['purpose']}，{subject['street']}近期开展{subject['matter']}，现将有关事项告知如下："
    lines = [line.format_map(values) for line in rng.sample(writer.world.share(NOTICE_LINES), rng.randint(2, 4))]
    if rng.random() < 0.5:
        lines = [f"{HAN_DIGITS[i]}、{line}" for i, line in enumerate(lines)]
    closing = ["欢迎广大居民踊跃参加。"] if rng.random() < 0.4 else []
    signed, signature = writer.signature(subject)
    return Invented(
        writer.headline([(t,) for t in NOTICE_TITLES], subject),
        writer.roles([opening, *lines, *closing]),
        signed=signed,
        signature=signature,
        form="notice",
    )


def tips(writer: Writer) -> Invented:
    """Numbered advice."""
    rng, subject = writer.rng, writer.subject()
    marks = rng.choice(("{han}、", "{n}.", "{n}、", "（{han}）", ""))
    chosen = rng.sample(writer.world.share(TIPS), rng.randint(3, 5))
    text = [marks.format(han=HAN_DIGITS[i], n=i + 1) + tip for i, tip in enumerate(chosen)]
    if rng.random() < 0.5:
        text.insert(0, f"天气转换，{subject['office']}提醒居民朋友注意以下几点：")
    signed, signature = writer.signature(subject)
    return Invented(
        writer.headline([(t,) for t in TIP_TITLES], subject),
        writer.roles(text),
        signed=signed,
        signature=signature,
        form="tips",
    )


def verse(writer: Writer) -> Invented:
    """A poem; each of its lines is a paragraph."""
    rng, subject = writer.rng, writer.subject()
    lines = [line.format_map(subject) for line in rng.sample(writer.world.share(VERSES), rng.randint(8, 11))]
    marks = rng.random() < 0.5
    if marks:
        lines = [line + ("。" if i % 4 == 3 or i + 1 == len(lines) else "，") for i, line in enumerate(lines)]
    name = writer.world.person()
    byline = rng.choice((f"□{name}", f"□ {name}", f"作者：{name}", f"文/{name}"))
    title = writer.headline([(t,) for t in VERSE_TITLES], subject)
    return Invented(title, writer.roles(lines), byline=byline, names=(name,), form="verse")


def dialogue(writer: Writer) -> Invented:
    """Questions and answers."""
    rng, subject = writer.rng, writer.subject()
    asks, answers = rng.choice((("问：", "答："), ("记者：", f"{subject['person']}："), ("Q：", "A：")))
    text = ["".join(writer.paragraphs(NEWS, 1, subject, 2))]
    for question in rng.sample(writer.world.share(QUESTIONS), rng.randint(2, 4)):
        text.append(asks + question.format_map(subject))
        text.append(answers + "".join(writer.paragraphs(NEWS, 1, subject, 2)))
    signed, signature = writer.signature(subject)
    return Invented(
        writer.headline([(t,) for t in DIALOGUE_TITLES], subject),
        writer.roles(text),
        signed=signed,
        signature=signature,
        form="dialogue",
    )


def captions(writer: Writer) -> Invented:
    """A picture story that has nothing but a headline and captions."""
    rng, subject = writer.rng, writer.subject()
    values = {**subject, "m": rng.randint(1, 12), "day": rng.randint(1, 28)}
    text = [c.format_map(values) for c in rng.sample(writer.world.share(CAPTIONS), rng.randint(1, 2))]
    name = writer.world.person()
    byline = rng.choice((f"□通讯员 {name} 摄", f"摄影 {name}", f"{name} 摄影报道"))
    return Invented(
        writer.headline([(t,) for t in CAPTION_TITLES], subject),
        tuple(("caption", line) for line in text),
        byline=byline,
        names=(name,),
        form="captions",
    )


def continued(writer: Writer) -> Invented:
    """The beginning of a story that goes on overleaf: its last sentence breaks off, a line says where."""
    rng, subject = writer.rng, writer.subject()
    text = writer.paragraphs(NEWS, rng.randint(2, 4), subject, 4)
    text[-1] = text[-1][: rng.randint(len(text[-1]) // 2, len(text[-1]) - 4)].rstrip("，。、；：“")
    page = rng.choice(("2版", "第2版", "第三版", "4版"))
    jump = rng.choice(("（下转{}）", "(下转{})", "下转{}", "▶下转{}")).format(page)
    return Invented(
        writer.headline([("{matter}开新局",), ("{purpose} 看{area}",), ("{quote}",)], subject | {"quote": QUOTES[0]}),
        (*writer.roles(text), ("note", jump)),
        form="continued",
    )


FORMS: dict[str, Callable[[Writer], Invented]] = {
    "letter": letter,
    "notice": notice,
    "tips": tips,
    "verse": verse,
    "dialogue": dialogue,
    "captions": captions,
    "continued": continued,
}
