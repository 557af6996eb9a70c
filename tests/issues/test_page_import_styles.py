"""The page importer on invented dumps in the manner of real ones, each with what makes its kind hard to read."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from issues.page_import import PageImport, parse_page

LABELLED = """居民代表、物业负责人、社区民警共三十余人到会。

(街道平安办)

# 小广场议出大民生

## ——棠里街道“广场议事会”运行一年见闻

棠里街道从去年七月起,把议事会开到了居民家门口的小广场。一年下来,开了 41 场,议成 63 件事。

#### 一、先听再议,不怕话多

“以前开会在办公室,来的总是那几个人。”社区书记何苗说,搬到广场以后,路过的人停下脚就能讲两句。

#### 二、议成的事,大家一起管

花坛补种以后由三个楼组轮流浇水,一年没有枯过。

(街道社区自治办)

## 社区剪影

### 棠里街道部署暑期安全工作

本报讯 7 月 2 日上午,棠里街道召开暑期安全工作会议,部署防溺水、防火灾、防中暑等工作。

(街道安全办)

### 青年志愿者为独居老人送“清凉包”

本报讯 7 月 5 日,二十名青年志愿者走进望月、枕河两个居民区,为 86 户独居老人送上“清凉包”。

(望月居民区、枕河居民区)
"""

LEISURE = """副刊

4

梅雨

□ 苇岸

梅子黄的时候，雨便来了。它不像夏天的雷雨那样急，只是一阵一阵，把青石板洗得发亮。

后来搬进新村，再没有檐了。可是一到六月，我还是会想起那只陶缸，和缸里转个不停的纸船。

扫街的人

文/高一鸣

天还没有亮透
你已经把一条街
扫成了一页白纸
落叶是昨夜的标点
被你一个一个收进袋里
风来的时候
等它把话说完

读者来信

公交站能不能加个雨棚

编辑同志：

我每天在枕河路站乘 62 路上班，站台没有雨棚，一下雨大家只能挤到银行屋檐下，司机看不见人，有时就开走了。

枕河居民区 沈青

关于开展居民医保登记的通知

为方便居民办理医保登记，现将有关事项通知如下：

时间：8月1日至8月15日，上午9:00至下午4:00

地点：街道社区事务受理服务中心一楼3号窗口

携带材料：身份证、户口簿原件

咨询电话：55500123

（街道社区事务受理服务中心）
"""

MIXED_UP = """第二版 综合新闻
　　8月8日，第六届枕河运动会在体育公园开幕，十二个居民
区组队参加，设拔河、跳绳、飞镖等九个项目。
　　经过三天比赛，望月居民区获得团体第一名。
（街道社区文化活动中心）
第六届枕河运动会开幕
——十二支队伍同场竞技
上半年垃圾分类实效排名公布
　　本报讯 近日，街道社区管理办公布上半年各居民区垃圾分
类实效排名，具体如下：
居民区 得分 名次
望月 96.5 1
枕河 95.2 2
青枫 93.8 3
　　排名靠后的居民区将由街道派员驻点指导，限期一个月整
改提升。
（街道社区管理办）
镜头里的枕河
摄影 梁晓舟
图①：居民在新修的步道上晨练
图②：孩子们在图书角看书
图③：志愿者为老人理发
"""

MASTHEADS = """04 云溪社区报 2024年9月20日 星期五

街道召开三季度安全生产例会
9 月 10 日，街道召开三季度安全
生产例会，通报隐患整改情况，部署中秋、
国庆期间检查任务。
（街道平安办）
新兵欢送会举行
9 月 12 日下午，街道武装部举行
新兵欢送会，九名青年戴上红花，奔赴军营。
又讯 9 月 13 日，街道退役军人
服务站走访了新兵家庭。
（街道武装部）
云溪社区报 2024年9月20日 04
营商服务专员走进创意园
为了解企业用工、用房需求，街道
营商服务专员日前走进西岸创意园，与二十
家企业面对面交流，收到建议十八条。
（街道营商环境办）
责编 周禾 校对 宋遥
"""

DUMPS = {"labelled": LABELLED, "leisure": LEISURE, "mixed up": MIXED_UP, "mastheads": MASTHEADS}


def titles(page: PageImport) -> list[str | None]:
    """The titles of a page."""
    return [article.title for article in page.articles]


def printed(text: str, lines: tuple[int, ...]) -> Counter[str]:
    """The letters of some lines of a dump."""
    rows = text.split("\n")
    return Counter(char for number in lines for char in rows[number - 1] if char.isalnum())


@pytest.mark.parametrize("name", DUMPS)
def test_no_character_of_a_dump_is_lost_and_no_line_stands_twice(name: str) -> None:
    page = parse_page(DUMPS[name])
    lines = [number for article in page.articles for number in article.lines] + list(page.furniture)
    assert sorted(lines) == [n for n, row in enumerate(DUMPS[name].split("\n"), 1) if row.strip()]
    for article in page.articles:
        fields = [article.column, article.kicker, article.title, article.subtitle, article.byline_text]
        told = "".join(field or "" for field in (*fields, *article.attribution))
        told += "".join(paragraph.text for paragraph in article.paragraphs)
        assert not printed(DUMPS[name], article.lines) - Counter(told)


def test_short_heading_above_briefs_of_a_deeper_level_is_their_label() -> None:
    page = parse_page(LABELLED)
    columns = {article.title: article.column for article in page.articles}
    assert columns["棠里街道部署暑期安全工作"] == columns["青年志愿者为独居老人送“清凉包”"] == "社区剪影"
    assert columns["小广场议出大民生"] is None
    subheads = [p.text for a in page.articles for p in a.paragraphs if p.role == "subhead"]
    assert subheads == ["一、先听再议,不怕话多", "二、议成的事,大家一起管"]


def test_verses_letters_and_notices_are_articles_of_their_own() -> None:
    page = parse_page(LEISURE)
    assert titles(page) == ["梅雨", "扫街的人", "公交站能不能加个雨棚", "关于开展居民医保登记的通知"]
    assert [article.byline for article in page.articles] == [("苇岸",), ("高一鸣",), ("沈青",), ()]
    assert len(page.articles[1].paragraphs) == 7  # each verse is a line of its own
    assert page.articles[3].attribution == ("街道社区事务受理服务中心",)
    assert [p.text[:2] for p in page.articles[3].paragraphs] == ["为方", "时间", "地点", "携带", "咨询"]


def test_headline_after_its_story_table_and_captions_are_read() -> None:
    page = parse_page(MIXED_UP)
    assert titles(page) == ["第六届枕河运动会开幕", "上半年垃圾分类实效排名公布", "镜头里的枕河"]
    assert page.articles[0].attribution == ("街道社区文化活动中心",)
    rows = [p.text for p in page.articles[1].paragraphs]
    assert rows[1:5] == ["居民区 得分 名次", "望月 96.5 1", "枕河 95.2 2", "青枫 93.8 3"]
    assert [p.role for p in page.articles[2].paragraphs] == ["caption"] * 3


def test_masthead_in_the_middle_of_a_page_is_furniture() -> None:
    page = parse_page(MASTHEADS)
    assert titles(page) == ["街道召开三季度安全生产例会", "新兵欢送会举行", "营商服务专员走进创意园"]
    assert page.furniture == (1, 14, 20)


def test_office_that_begins_like_a_word_for_text_signs_and_is_no_byline() -> None:
    page = parse_page("# 街道举办读书会\n\n本报讯 近日，街道举办读书会，居民共读一本书。\n\n（文化办）\n")
    assert page.articles[0].attribution == ("文化办",)
    assert page.articles[0].byline == ()


@pytest.mark.parametrize("seed", range(40))
def test_lines_in_any_order_have_a_reading(seed: int) -> None:
    """However absurd the order of lines is, the search finds a way through them, and no line is lost."""
    rng = random.Random(seed)
    rows = [row for dump in DUMPS.values() for row in dump.split("\n") if row.strip()]
    text = "\n".join(rng.choice(("", "# ", "## ", "**")) + row for row in rng.sample(rows, rng.randint(1, 30)))
    page = parse_page(text)
    found = {number for article in page.articles for number in article.lines} | set(page.furniture)
    assert found == set(range(1, text.count("\n") + 2))
