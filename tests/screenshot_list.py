"""What ``make screenshots`` takes: one row for each picture, and what is done on the page before it is taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from newsroom.demo import PASSWORD
from newsroom.demo.pictures import draw
from tests.word_files import paragraph, picture, word_file

DESKTOP, WIDE, TALL, PHONE = (1280, 900), (1480, 900), (1280, 1240), (390, 844)
ARTICLES = "/desk/articles/article/"
TRAIL = "/desk/accounts/auditentry/"
FIRST_STORY = "main a[href^='/articles/']"
FACTS = "section.card:has(#facts-title)"
# Stories of the demo that the pictures lean on, by their titles.
ON_ITS_WAY, CLAIMED, TO_PUBLISH = "九户人家的第二次投票", "一根软管，18个月", "中桥临时坡道，提前五天铺好"
CORRECTED, RETRACTED, PUBLIC = "立冬这天，想起老浴室", "过期药品、废灯管，这几天有人收", "垃圾分类换成了“问一问”"
DRAFT, RETURNED = "梯子、电钻和一只水平尺", "小药箱整理日"
COMMISSION = "冬季电动车充电问答"


@dataclass(frozen=True)
class Shot:
    """One picture: its file's name, the way to the page, who looks, in which window, and what is done there first."""

    name: str
    path: str
    user: str = ""
    size: tuple[int, int] = DESKTOP
    scheme: str = "light"
    follow: str = ""  # a selector whose first match is opened
    story: str = ""  # the title of an article, whose number ends the path, before ``page``
    page: str = ""
    part: str = ""  # a selector that alone is taken
    act: Callable[[Page], None] | None = field(default=None)


def log_in(page: Page, username: str) -> None:
    """Log in, as the demo's people do."""
    page.goto("/desk/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/desk/")


def article_address(page: Page, title: str) -> str:
    """Where the article of this title opens in the desk, for the person who is logged in."""
    page.goto(f"{ARTICLES}?q={title}")
    return str(page.locator("a.rows__title", has_text=title).first.get_attribute("href"))


def _word_story() -> bytes:
    """What a clerk sends: a Word file with a headline, a byline, two photos with captions, and the office's name."""
    pictures = {}
    for name, scene in (("a", "pocket_park"), ("b", "lane")):
        output = io.BytesIO()
        draw(scene, (1200, 800)).save(output, "JPEG", quality=85)
        pictures[f"{name}.jpg"] = output.getvalue()
    return word_file(
        paragraph("楼下那张长椅，终于坐得稳了", align="center", size=22, bold=True),
        paragraph("——柳桥居民区修好十一处旧座椅", align="center"),
        paragraph("□通讯员 林晓禾", align="center"),
        paragraph("柳桥3号楼前的长椅松了两年，坐下去会晃。上周三，居民区请来木工师傅，一上午换好了四根木条。"),
        paragraph("先问谁坐", bold=True),
        paragraph("修之前，楼组长挨家问过一遍：什么时候坐，和谁坐，要不要扶手。问下来，要扶手的有九户。"),
        paragraph(inner=picture("rId-a")),
        paragraph("图为修好的长椅。（林晓禾 摄）", align="center"),
        paragraph(inner=picture("rId-b")),
        paragraph("图为楼道口新装的扶手 摄影：林晓禾", align="center"),
        paragraph("（柳桥居民区）", align="right"),
        media=pictures,
    )


def fill_from_word(page: Page) -> None:
    """A Word file put into the form, up to what was read from it."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.set_input_files("#id_word", {"name": "长椅.docx", "mimeType": kind, "buffer": _word_story()})
    with page.expect_navigation():
        page.click("#word-form button")
    expect(page.locator(".word-notes")).to_be_visible()
    expect(page.locator(".ck-content")).to_be_visible()


def show_photos(page: Page) -> None:
    """The filled form, down at its photos, with what a clerk adds to them."""
    fill_from_word(page)
    expect(page.locator("#photos-rows img")).to_have_count(2)
    page.fill("#id_photos-0-alternative_text", "小公园里一排新换了木条的长椅，两位老人坐着说话")
    page.fill("#id_photos-1-alternative_text", "弄堂口的台阶旁装上了一道不锈钢扶手")
    page.locator("#photos-rows").evaluate("part => part.scrollIntoView()")


def type_and_wait(page: Page) -> None:
    """Some words typed, and the line that says they are kept."""
    expect(page.locator(".ck-content")).to_be_visible()
    page.fill("#id_kicker", "邻里之间")
    page.fill("#id_title", "一盏楼道灯，等了三个月")
    page.locator(".ck-content").click()
    page.keyboard.type("柳桥2号楼三层的灯上周亮了。从报修到换好，中间等了三个月。", delay=5)
    expect(page.locator("#copy-status")).to_contain_text("草稿副本", timeout=20_000)


def clash(page: Page) -> None:
    """The same draft saved by a colleague while this person writes."""
    address = page.url
    expect(page.locator(".ck-content")).to_be_visible()
    context = _other_window(page)
    other = context.new_page()
    log_in(other, "yaoliqin")
    other.goto(address)
    expect(other.locator(".ck-content")).to_be_visible()
    other.fill("#id_subtitle", "公用工具架开放两个月")
    with other.expect_navigation():
        other.click("button[name=save]")
    context.close()
    page.fill("#id_title", "梯子、电钻和一把水平尺")
    page.click("button[name=save]")
    expect(page.locator(".conflict")).to_be_visible()


def _other_window(page: Page) -> Any:
    """A browser window of somebody else on the same site."""
    browser = page.context.browser
    assert browser is not None
    split = page.url.split("/", 3)
    return browser.new_context(base_url="/".join(split[:3]), locale="zh-CN", timezone_id="Asia/Shanghai")


def open_keys(page: Page) -> None:
    """The overlay with the shortcuts."""
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def open_return(page: Page) -> None:
    """Sending back, with a reason begun."""
    page.keyboard.press("b")
    page.fill("#reason", "第四段的差价请写明是谁测算的，引题和正文的次数要对得上。")


def open_approval(page: Page) -> None:
    """Signing, up to the button."""
    page.locator("details.act-fold summary").first.click()


def claim(page: Page) -> None:
    """Say that one is reviewing it."""
    with page.expect_navigation():
        page.keyboard.press("l")


def open_handling(page: Page) -> None:
    """Grade and day, both open."""
    for fold in page.locator("details.handling").all():
        fold.evaluate("fold => { fold.open = true }")


def share(page: Page) -> None:
    """A preview link made for a named reader."""
    page.fill("#reader", "北塘居民区党总支书记")
    with page.expect_navigation():
        page.get_by_role("button", name="生成链接").click()


def open_preview(page: Page) -> None:
    """The preview as its reader sees it, who has no account."""
    share(page)
    address = page.locator(".preview__link input[readonly]").first.input_value()
    page.context.clear_cookies()
    page.goto(address)


def verify(page: Page) -> None:
    """The check of signatures and trail, carried out."""
    with page.expect_navigation(timeout=60_000):
        page.get_by_role("button", name="立即核验").click()


def show_correction(page: Page) -> None:
    """Down at what was corrected, with the end of the text above it."""
    page.locator(".corrections").evaluate("part => part.scrollIntoView({ block: 'center' })")


def retract_words(page: Page) -> None:
    """The page that asks, with its words, not yet confirmed."""
    page.fill("#id_reason", "受访居民来电，说没有同意刊登她说的话，须当面核实。")
    page.fill("#id_public_note", "文中内容正在核实，核实后另行说明。")
    page.locator("button[name=preview]").click()
    page.wait_for_load_state()


SHOTS = (
    # What residents read.
    Shot("home", "/"),
    Shot("issue", "/issues/tongxi/2026/20/"),
    Shot("article", "/issues/tongxi/2026/20/", follow=FIRST_STORY),
    Shot("article-phone", "/issues/tongxi/2026/20/", size=PHONE, follow=FIRST_STORY),
    Shot("home-phone-dark", "/", size=PHONE, scheme="dark"),
    Shot("corrected", "/articles/", story=CORRECTED, act=show_correction),
    Shot("retracted", "/articles/", story=RETRACTED, size=PHONE),
    # The clerk.
    Shot("dashboard-contributor", "/desk/", "linxiaohe"),
    Shot("mine", f"{ARTICLES}mine/", "guyichen"),
    Shot("form", f"{ARTICLES}add/", "linxiaohe"),
    Shot("import", "/desk/issues/issue/import/", "linxiaohe"),
    Shot("autosave", f"{ARTICLES}add/", "hejianping", act=type_and_wait),
    Shot("word", f"{ARTICLES}add/", "linxiaohe", act=fill_from_word),
    Shot("photos", f"{ARTICLES}add/", "linxiaohe", act=show_photos),
    Shot("returned", ARTICLES, "tangwei", story=RETURNED),
    Shot("assignment", "/desk/assignments/", "fangzhiyuan", follow=f"a:has-text('{COMMISSION}')"),
    Shot("correct", ARTICLES, "guyichen", story=PUBLIC, page="correct/"),
    # The editor.
    Shot("dashboard", "/desk/", "chenmoyun"),
    Shot("queue", f"{ARTICLES}queue/", "chenmoyun"),
    Shot("review", ARTICLES, "hemingchuan", story=ON_ITS_WAY),
    Shot("changes", ARTICLES, "weichangqing", story=CORRECTED, part="#changes"),
    Shot("keys", ARTICLES, "chenmoyun", story=CLAIMED, act=open_keys),
    Shot("claim", ARTICLES, "bairuoxi", story=CLAIMED, act=claim),
    Shot("send-back", ARTICLES, "liangsuqiu", story=ON_ITS_WAY, act=open_return),
    Shot("handling", ARTICLES, "chenmoyun", TALL, story=ON_ITS_WAY, act=open_handling, part=FACTS),
    Shot("articles", ARTICLES, "chenmoyun"),
    Shot("board", "/desk/assignments/", "chenmoyun", WIDE),
    Shot("calendar", "/desk/assignments/calendar/", "chenmoyun"),
    Shot("previews", ARTICLES, "chenmoyun", story=ON_ITS_WAY, page="previews/", act=share),
    Shot("preview-phone", ARTICLES, "chenmoyun", PHONE, story=ON_ITS_WAY, page="previews/", act=open_preview),
    Shot("notifications", "/desk/accounts/notification/", "chenmoyun"),
    # The chief editor, the layout editor, the leader.
    Shot("publish", ARTICLES, "weichangqing", story=TO_PUBLISH, page="publish/"),
    Shot("retract", ARTICLES, "weichangqing", story=PUBLIC, page="retract/", act=retract_words),
    Shot("figures", "/desk/figures/", "weichangqing"),
    Shot("sheet", ARTICLES, "weichangqing", story=TO_PUBLISH, page="sheet/"),
    Shot("plan", "/desk/issues/issue/", "nilang", follow="main a[href$='/plan/']"),
    Shot("checklist", "/desk/issues/issue/", "weichangqing", follow="main a[href$='/checklist/']"),
    Shot("review-phone", ARTICLES, "hemingchuan", PHONE, story=ON_ITS_WAY),
    Shot("sign-phone", ARTICLES, "hemingchuan", PHONE, story=ON_ITS_WAY, act=open_approval),
    # The audit administrator.
    Shot("audit", f"{TRAIL}?kind=articles.article", "yinsiqi"),
    Shot("audit-entry", f"{TRAIL}?action=article.send_back", "yinsiqi", TALL, follow="main tbody a"),
    Shot("audit-check", f"{TRAIL}check/", "yinsiqi", act=verify),
    # Last, since it saves.
    Shot("conflict", ARTICLES, "guyichen", story=DRAFT, page="edit/", act=clash),
)
