"""The page importer on small invented dumps: what it reads, what it doubts, what it refuses."""

from __future__ import annotations

import ast
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from issues.page_import import Doubt, PageImportError, Register, parse_page

PACKAGE = Path(__file__).resolve().parents[2] / "issues" / "page_import"

BRIEF = """## 街道部署夏季用电检查

本报讯 7月1日，梧岚街道对沿街商铺的用电安全开展检查，发现隐患二十处。

检查组要求当天整改到位。

(街道平安办)
"""


def read(text: str, register: Register | None = None) -> dict[str, Any]:
    """The page as JSON values."""
    return parse_page(text, register or Register()).to_json()


def only(text: str, register: Register | None = None) -> dict[str, Any]:
    """The one article of a page."""
    articles = read(text, register)["articles"]
    assert len(articles) == 1
    return dict(articles[0])


def body(article: dict[str, Any]) -> list[str]:
    """The texts of the body, without space."""
    return ["".join(p["text"].split()) for p in article["paragraphs"] if p["role"] == "body"]


def test_package_imports_neither_django_nor_third_parties() -> None:
    known = {"__future__", "collections", "dataclasses", "enum", "functools", "itertools", "math", "re", "typing"}
    known |= {"bisect", "difflib", "hashlib", "json", "pathlib", "unicodedata"}
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= known, path.name
            elif isinstance(node, ast.ImportFrom) and not node.level:
                assert (node.module or "").split(".")[0] in known, path.name


def test_brief_has_title_body_and_signature() -> None:
    article = only(BRIEF)
    assert article["title"] == "街道部署夏季用电检查"
    assert article["attribution"] == ["街道平安办"]
    assert article["kind"] == "brief"
    assert article["lines"] == [1, 3, 5, 7]
    assert [p["lines"] for p in article["paragraphs"]] == [[3], [5]]
    assert article["confidence"] == 1.0
    assert article["doubts"] == []


@pytest.mark.parametrize(
    "dirt",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("检查", "检\x00查").replace("梧岚", "梧\u200b岚"),
        lambda text: text.replace("\n本报讯", "\n\u3000\u3000本报讯"),
        lambda text: text.replace("## 街道部署夏季用电检查", "**街道部署夏季用电检查**"),
        lambda text: text.replace("(街道平安办)", "\x0c（街道平安办）"),
    ],
    ids=["byte order mark", "carriage returns", "control characters", "wide indent", "bold", "form feed"],
)
def test_dirt_changes_nothing(dirt: Any) -> None:
    article, clean = only(dirt(BRIEF)), only(BRIEF)
    assert (article["title"], article["attribution"]) == (clean["title"], clean["attribution"])
    assert body(article) == body(clean)
    assert article["lines"] == clean["lines"]


def test_three_lines_of_a_headline_are_told_apart() -> None:
    article = only(
        "### 六百户居民告别拎水上楼\n\n## 老水管换新记\n\n### ——柳汀居民区二次供水改造侧记\n\n"
        "拧开龙头，清亮的自来水哗哗流出。居民们围在厨房里看新鲜。\n\n(街道管理办)\n"
    )
    assert article["kicker"] == "六百户居民告别拎水上楼"
    assert article["title"] == "老水管换新记"
    assert article["subtitle"] == "柳汀居民区二次供水改造侧记"
    assert article["kind"] == "feature"


def test_joint_signature_keeps_printed_order() -> None:
    text = BRIEF.replace("(街道平安办)", "(街道纪工委、监察办、干部人事办)")
    assert only(text)["attribution"] == ["街道纪工委", "监察办", "干部人事办"]


def test_signature_set_in_two_lines_is_read_as_one() -> None:
    text = BRIEF.replace("(街道平安办)", "（街道纪工委、监察办、\n干部人事办）")
    article = only(text)
    assert article["attribution"] == ["街道纪工委", "监察办", "干部人事办"]
    assert article["lines"][-2:] == [7, 8]


def test_marks_of_one_level_do_not_make_titles_of_subheads() -> None:
    text = BRIEF + (
        "\n## 社区菜园喜获丰收\n\n香樟居民区的菜园里，黄瓜番茄挂满枝头。\n\n## 一块荒地的新生\n\n"
        "菜园原是一块荒地，居民翻土施肥，半年便见了绿。\n\n(香樟居民区)\n"
    )
    page = read(text)
    assert [a["title"] for a in page["articles"]] == ["街道部署夏季用电检查", "社区菜园喜获丰收"]
    assert [p["role"] for p in page["articles"][1]["paragraphs"]] == ["body", "subhead", "body"]


def test_signature_at_the_end_of_the_text_is_cut_off() -> None:
    text = BRIEF.replace("整改到位。\n\n(街道平安办)", "整改到位。 (街道平安办)")
    article = only(text)
    assert article["attribution"] == ["街道平安办"]
    assert body(article)[-1] == "检查组要求当天整改到位。"


def test_words_around_the_names_of_a_signature_are_kept() -> None:
    article = only(BRIEF.replace("(街道平安办)", "（街道平安办 供稿）"))
    assert article["attribution"] == ["街道平安办"]
    assert [p["text"] for p in article["paragraphs"] if p["role"] == "signature"] == ["（街道平安办 供稿）"]


def test_register_gives_official_names_and_reports_unknown_ones() -> None:
    register = Register(departments={"街道平安办": "街道社区平安办公室", "街道社区平安办公室": "街道社区平安办公室"})
    article = only(BRIEF, register)
    assert article["attribution"] == ["街道社区平安办公室"]
    assert "(街道平安办)" in [p["text"] for p in article["paragraphs"] if p["role"] == "signature"]
    unknown = only(BRIEF.replace("街道平安办", "街道绿化办"), register)
    assert Doubt.UNKNOWN_DEPARTMENT in unknown["doubts"]


def test_column_from_the_register_is_no_title() -> None:
    page = read("## 清风徐来\n\n" + BRIEF, Register(columns=frozenset({"清风徐来"})))
    assert [a["title"] for a in page["articles"]] == ["街道部署夏季用电检查"]
    assert page["articles"][0]["column"] == "清风徐来"
    assert page["furniture"] == [1]


def test_follow_up_stays_under_the_headline_of_its_brief() -> None:
    article = only(BRIEF + "\n又讯 同日，街道向商铺发放用电手册三百份。\n\n(街道营商办)\n")
    assert article["attribution"] == ["街道平安办", "街道营商办"]
    assert body(article)[-1].startswith("又讯")


def test_byline_is_read_with_its_role() -> None:
    article = only("## 巷子里的修笔匠\n\n□特约记者 甘雨棠 整理报道\n\n修笔匠的摊子只有一张桌子大小，却摆满了笔尖。\n")
    assert article["byline"] == ["甘雨棠"]
    assert article["byline_role"] == "特约记者"
    assert article["byline_text"] == "□特约记者 甘雨棠 整理报道"


def test_jump_is_read_as_a_number() -> None:
    article = only("## 一条弄堂的四季\n\n(上接1版)\n\n春天的弄堂最热闹，家家户户把被子晒到竹竿上。\n\n(街道文化中心)\n")
    assert article["continued_from_page"] == 1
    assert [p["role"] for p in article["paragraphs"]] == ["note", "body"]


def test_page_number_and_name_come_from_the_furniture() -> None:
    page = read("第3版 社区生活\n\n责任编辑：钟小满\n\n" + BRIEF)
    assert page["page"] == {"number": 3, "name": "社区生活"}
    assert page["furniture"] == [1, 3]


def test_torn_paragraph_is_joined_and_doubted() -> None:
    text = BRIEF.replace("对沿街商铺的用电安全开展检查", "对沿街商铺的用电安\n\n全开展检查")
    article = only(text)
    paragraph = article["paragraphs"][0]
    assert paragraph["lines"] == [3, 5]
    assert "用电安全开展检查" in paragraph["text"]
    assert Doubt.TORN_PARAGRAPH in paragraph["doubts"]
    assert paragraph["confidence"] < 1


def test_doubled_character_at_a_tear_is_kept_and_doubted() -> None:
    text = BRIEF.replace("对沿街商铺的用电安全开展检查", "对沿街商铺的用电安\n\n安全开展检查")
    paragraph = only(text)["paragraphs"][0]
    assert "用电安安全" in paragraph["text"]
    assert Doubt.DOUBLED_AT_TEAR in paragraph["doubts"]


def test_text_that_breaks_off_is_doubted() -> None:
    article = only(BRIEF.replace("检查组要求当天整改到位。", "检查组要求当天整改到位，并对沿街各家商铺逐一登记造"))
    assert Doubt.UNFINISHED_PARAGRAPH in article["paragraphs"][-1]["doubts"]


def test_tail_printed_before_its_head_finds_it() -> None:
    text = BRIEF + (
        "\n的轮椅全部送到家中，并教会家属折叠和刹车。\n\n受助老人说，轮椅推开了家门，也推开了心门。\n\n(街道残联)\n\n"
        "## 二十辆轮椅送到老人家\n\n本报讯 6月9日，梧岚街道残联启动轮椅捐赠，志愿者分成五组，把爱心企业捐出\n"
    )
    articles = {a["title"]: a for a in read(text)["articles"]}
    article = articles["二十辆轮椅送到老人家"]
    assert article["lines"] == [15, 17, 9, 11, 13]
    assert article["paragraphs"][0]["lines"] == [17, 9]
    assert Doubt.TAIL_ELSEWHERE in article["doubts"]
    assert articles["街道部署夏季用电检查"]["lines"] == [1, 3, 5, 7]


def test_stacked_headlines_go_to_their_own_texts() -> None:
    text = (
        "全年招商工作再加力\n———街道召开楼宇经济推进会\n银发课堂教老人用手机\n开班首日座无虚席\n\n"
        "□通讯员 谈晓禾 整理报道\n\n"
        "银发课堂开班首日，四十名老人带着手\n机走进教室，学习预约挂号和视频通话。\n志愿者一对一辅导，老人们学得很认真，\n"
        "课后还互相拨通了视频电话。\n\n9月3日，梧岚街道召开楼宇经济推\n进会，通报上半年招商成绩，部署全年\n招商工作。会议要求各楼宇工作站摸清\n"
        "底数、加力服务，推动招商项目尽快落\n地见效。\n\n（街道营商办）\n"
    )
    articles = {tuple(a["attribution"]): a for a in read(text)["articles"]}
    assert articles["街道营商办",]["title"] == "全年招商工作再加力"
    assert articles["街道营商办",]["subtitle"] == "街道召开楼宇经济推进会"
    assert articles[()]["lines"][:3] == [3, 4, 6]


def test_headline_printed_twice_over_itself_is_read_once() -> None:
    text = BRIEF.replace("## 街道部署夏季用电检查", "街道部署（（夏季））用电““检查””街道部署（夏季）用电“检查”")
    article = only(text)
    assert article["title"] == "街道部署（夏季）用电“检查”"
    assert Doubt.SHADOW_COPY in article["doubts"]
    assert [p["role"] for p in article["paragraphs"]][-1] == "shadow"


def test_caption_apart_goes_to_the_article_it_speaks_of() -> None:
    text = (
        BRIEF
        + "\n## 社区菜园喜获丰收\n\n香樟居民区的菜园里，黄瓜番茄挂满枝头。\n\n(香樟居民区)\n\n"
        + "图为检查组在商铺检查用电隐患。 谈晓禾 摄\n"
    )
    articles = {a["title"]: a for a in read(text)["articles"]}
    assert articles["街道部署夏季用电检查"]["paragraphs"][-1]["role"] == "caption"


def test_text_without_headline_is_kept_and_doubted() -> None:
    article = only("街道为老人送去防暑物品，叮嘱他们午间少出门、多喝水。居民区也开放了纳凉点。\n\n(街道社区服务办)\n")
    assert article["title"] is None
    assert Doubt.NO_HEADLINE in article["doubts"]
    assert article["confidence"] < 0.6


def test_headline_without_text_is_kept_and_doubted() -> None:
    article = only("## 街道召开年度总结会\n")
    assert Doubt.NO_BODY in article["doubts"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        ("（）。！", "empty"),
        ("（" * 200_000, "empty"),
        ("字" * 5_000_000, "too_long"),
        ("[" * 1_000_000, "too_long"),
        ("字\n" * 10_000, "too_many_lines"),
        ("".join(map(chr, range(256))) * 40, "binary"),
        ("\ufffd" * 400 + "字" * 400, "binary"),
    ],
)
def test_hostile_input_is_refused_with_a_code(text: str, code: str) -> None:
    with pytest.raises(PageImportError) as error:
        parse_page(text)
    assert error.value.code == code
    assert isinstance(error.value, ValueError)
    assert all(isinstance(value, int) for value in error.value.params.values())


@pytest.mark.parametrize(
    "text",
    [
        "字（" * 100_000,
        "字 " * 140_000,
        "标题七个字好\n\n" * 2_900,
        "一则要闻\n本报讯 我们来了。\n(街道办)\n" * 1_900,
        "字——" * 90_000,
        "**字" * 90_000,
        "![字](" * 50_000,
        "□甲乙 " * 50_000,
        ("的" * 40 + "\n") * 5_900,
    ],
    ids=["brackets", "spaces", "headlines", "briefs", "dashes", "stars", "images", "bylines", "one paragraph"],
)
def test_hostile_input_is_read_to_its_end(text: str) -> None:
    # Anything worse than linear would not end here; how fast it is, benchmarks/page_import.py says.
    page = parse_page(text)
    assert page.articles or page.furniture


def test_noise_never_breaks_it_and_every_character_is_claimed_once() -> None:
    rng = random.Random(7)
    stock = "街道办会议讯版记者社区。，！？“”（）—#*□【】 \n\n\u3000123AB图为上接本报讯"
    for _ in range(300):
        text = "字" + "".join(rng.choice(stock) for _ in range(rng.randint(1, 300)))
        page = parse_page(text)
        spans = [span for unit in (page.furniture_spans, *(a.spans for a in page.articles)) for span in unit]
        claims = Counter((n, i) for n, start, end in spans for i in range(start, end))
        printed = [(n, i) for n, row in enumerate(text.split("\n"), 1) for i, c in enumerate(row) if c.isalnum()]
        assert [place for place in printed if claims[place] != 1] == []


def test_no_character_of_a_page_is_lost_or_doubled() -> None:
    text = "第2版\n\n" + BRIEF + "\n## 夜市开张\n\n□ 伏小满\n\n入夜，灯火亮了起来。摊主们早早出摊，香气飘满街巷。\n"
    page = read(text)
    for article in page["articles"]:
        printed = Counter(c for n in article["lines"] for c in text.split("\n")[n - 1] if c.isalnum())
        held = Counter(c for p in article["paragraphs"] for c in p["text"] if c.isalnum())
        for part in (article["title"], article["byline_text"], *article["attribution"]):
            held.update(c for c in part or "" if c.isalnum())
        assert held == printed


def test_organiser_in_a_title_makes_no_furniture_of_it() -> None:
    page = read(BRIEF.replace("街道部署夏季用电检查", "街道主办邻里读书节第3期"))
    assert page["articles"][0]["title"] == "街道主办邻里读书节第3期"
    assert page["furniture"] == []


def test_contact_line_within_an_article_stays_there() -> None:
    page = read(BRIEF.replace("(街道平安办)", "咨询电话：12345678\n\n(街道平安办)"))
    assert page["furniture"] == []
    assert body(page["articles"][0])[-1] == "咨询电话：12345678"


def test_interleaved_headlines_are_disentangled() -> None:
    text = (
        "全年招商工作再加力\n银发课堂教老人\n街道召开楼宇经济推进会\n用手机学预约挂号\n\n"
        "银发课堂开班首日，四十名老人带着手\n机走进教室，学习预约挂号和视频通话。\n志愿者一对一辅导，老人们学得很认真，\n"
        "课后还互相拨通了视频电话。\n\n（街道老年协会）\n\n9月3日，梧岚街道召开楼宇经济推\n进会，通报上半年招商成绩，"
        "部署全年\n招商工作。会议要求各楼宇工作站摸清\n底数、加力服务，推动招商项目尽快落\n地见效。\n\n（街道营商办）\n"
    )
    titles = {tuple(a["attribution"]): a["title"] for a in read(text)["articles"]}
    assert "银发课堂教老人" in titles["街道老年协会",]
    assert "全年招商工作再加力" in titles["街道营商办",]
