"""What ``make screenshots`` takes: one row for each picture, and what is done on the page before it is taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from newsroom.demo import PASSWORD
from newsroom.demo.pictures import draw
from tests.word_files import paragraph, picture, word_file

DESKTOP, WIDE, TALL, PHONE = (1280, 900), (1480, 900), (1280, 1240), (390, 844)
ARTICLES = "/desk/articles/article/"
ISSUES = "/desk/issues/issue/"
TRAIL = "/desk/accounts/auditentry/"
FIRST_STORY = "main a[href^='/articles/']"
FACTS = "section.card:has(#facts-title)"
# Stories of the demo that the pictures lean on, by their titles.
ON_ITS_WAY, CLAIMED, TO_PUBLISH = "九户人家的第二次投票", "一根软管，18个月", "中桥临时坡道，提前五天铺好"
CORRECTED, RETRACTED, PUBLIC = "立冬这天，想起老浴室", "遛狗那点事，写成了6条约定", "垃圾分类换成了“问一问”"
DRAFT, RETURNED = "梯子、电钻和一只水平尺", "小药箱整理日"
COMMISSION = "冬季电动车充电问答"
NEXT_ISSUE = "main a[href$='/plan/']"  # in the list of issues: the one in the making comes first
LAST_ISSUE = "section:has(#published-title) a[href$='/plan/']"
LATEST = "/issues/tongxi/2026/20/"
CHANGES = "pages/1/proof/changes/"
SLOW = 120_000  # milliseconds: setting or composing a whole issue on a small machine


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


OLD_PAGE = """第2版 社区扫描 2021年11月20日 星期六

六十户人家盼了三年终于等来好消息
楼道里添了扶手

本报讯 11月3日,柳桥居民区为六号楼的楼道装上了木扶手，方便老人
上下楼。扶手用的是旧家具
具上拆下来的硬木，打磨光滑，上了三遍清漆。
居民们说，夜里摸着扶手走, 心里踏实多了。
（柳桥居民区）
食堂换了冬季菜单

本报讯 从11月10日起，社区食堂换上冬季菜单，每天中午多了一道热汤;老人凭卡减一元。
图为食堂师傅在盛汤。
（社区服务办）
修鞋摊又开张了
通讯员 林晓禾
停了半年的修鞋摊回到了菜场东门。摊主换了一台新机器，收费还是老样子，补一双鞋底十二元。
菜场免去了头三个月的摊位费，还给摊主装了一盏灯。
责任编辑：陈墨耘
"""


def send_old_page(page: Page) -> None:
    """A page of an old issue handed over, at its first doubtful place."""
    page.set_input_files("#id_file", {"name": "2版.txt", "mimeType": "text/plain", "buffer": OLD_PAGE.encode()})
    page.select_option("#id_department", index=1)
    page.click("form.import button")
    expect(page.locator("#import-page.is-live")).to_be_visible()
    page.locator("#dump").focus()
    page.keyboard.press("n")


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


def beside(page: Page, part: str) -> None:
    """From the plan of an issue to another of its pages: ``board/``, ``proofs/`` and the like."""
    page.goto(page.url.split("#")[0].replace("/plan/", f"/{part}"), timeout=SLOW)


def compose(page: Page) -> None:
    """The machine's proposal, not yet taken."""
    beside(page, "board/compose/")


def choose_block(page: Page) -> None:
    """The proposal taken, and a block opened on the board."""
    compose(page)
    with page.expect_navigation(timeout=SLOW):
        page.locator(".toolbar button.btn-primary").click()
    page.goto(page.url.split("?")[0])
    page.locator(".piece__face").nth(1).click()
    expect(page.locator("#panel")).to_be_visible(timeout=SLOW)


def show_board(page: Page) -> None:
    """The board, down at its first page."""
    beside(page, "board/")
    page.locator("#page-1").evaluate("part => part.scrollIntoView()")


def mark_proof(page: Page) -> None:
    """All proofs pulled, one page signed, and a mark at a place of another."""
    beside(page, "proofs/")
    overview = page.url
    page.locator("[data-pull-all] button").click()
    expect(page.locator(".proof-card__picture img")).to_have_count(4, timeout=SLOW)
    page.locator("#page-2 h2 a").click()
    with page.expect_navigation():
        page.locator(".proof-sign .btn-primary").click()
    page.goto(overview)
    page.locator("#page-1 h2 a").click()
    page.locator("[data-marking]").click()
    sheet = page.locator("[data-sheet]").bounding_box()
    assert sheet is not None
    x, y, width = sheet["x"], sheet["y"], sheet["width"]
    page.mouse.move(x + 0.08 * width, y + 0.335 * width)
    page.mouse.down()
    page.mouse.move(x + 0.47 * width, y + 0.46 * width, steps=4)
    page.mouse.up()
    page.fill("#id_text", "标题“给骑手”，正文说的是“替骑手”，请和编辑核一下用哪个字。")
    with page.expect_navigation():
        page.locator("[data-mark-form] button.btn").click()
    page.evaluate("window.scrollTo(0, 0)")


def show_proofs(page: Page) -> None:
    """The proofs of the issue, page by page."""
    beside(page, "proofs/")


def compare_proofs(page: Page) -> None:
    """A headline changed by one character, the page pulled again, and what that changed."""
    plan = page.url
    context = _other_window(page)
    other = context.new_page()
    log_in(other, "nilang")
    other.goto(plan)
    other.locator(".story__more summary").first.click()
    other.locator(".story__more input[name=print_headline]").first.fill("下雪天，为骑手留一盏灯")
    with other.expect_navigation():
        other.get_by_role("button", name="保存分量和标题").first.click()
    other.goto(plan.replace("/plan/", "/proofs/"))
    with other.expect_navigation(timeout=SLOW):
        other.locator("#page-1 [data-pull] button").click()
    expect(other.locator("#page-1 [data-pull]")).to_have_count(0, timeout=SLOW)
    context.close()
    page.goto(plan.replace("/plan/", f"/{CHANGES}"))


def show_frames(page: Page) -> None:
    """The same comparison, down at the two images."""
    beside(page, CHANGES)
    page.locator("#images-title").evaluate("part => part.scrollIntoView()")
    expect(page.locator(".proof-pair img")).to_have_count(2)


def withdraw(page: Page) -> None:
    """The issue whose plan is open is taken off again."""
    beside(page, "withdraw/")
    page.fill("[name=reason]", "二版一张图说的姓名写错，改好后重新出版。")
    with page.expect_navigation(timeout=SLOW):
        page.locator("button.btn-danger").click()


def set_hour(page: Page) -> None:
    """An issue withdrawn that can come out again as it is, and the hour for that about to be set.

    The latest one goes first: it holds a story that was corrected since, and no number may stand before an older one.
    """
    withdraw(page)
    page.goto(ISSUES)
    page.goto(str(page.locator(LAST_ISSUE).first.get_attribute("href")))
    plan = page.url
    withdraw(page)
    page.goto(plan.replace("/plan/", "/publish/"))
    page.check("[name=when][value=later]")
    page.fill("[name=at]", f"{date.today() + timedelta(days=1):%Y-%m-%d}T07:00")
    page.locator("[name=at]").blur()
    page.locator("fieldset.choices").evaluate("part => part.scrollIntoView({ block: 'center' })")


def send_letter(page: Page) -> None:
    """A letter sent, and the page where its answer will stand."""
    page.fill("[name=text]", "柳桥3号楼前的长椅换了新木条，坐着稳当了。能不能在旁边添一盏灯？晚上下楼的老人多。")
    page.fill("[name=pen_name]", "3号楼一位居民")
    page.wait_for_timeout(4000)  # a form that comes back at once is taken for a machine's
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()


def show_letters(page: Page) -> None:
    """A report of an error beside the letter, both waiting."""
    context = _other_window(page)
    other = context.new_page()
    other.goto(LATEST)
    other.goto(str(other.locator(FIRST_STORY).first.get_attribute("href")))
    other.goto(str(other.locator(".voice-link a").get_attribute("href")))
    other.fill("[name=text]", "第三段写“居民区八个”，我们这里一共是九个居民区，请核对。")
    other.wait_for_timeout(4000)
    with other.expect_navigation():
        other.locator("main form button[type=submit]").click()
    context.close()
    page.reload()


def plain_mode(page: Page) -> None:
    """The plain mode switched on."""
    page.locator(".tools__mode").click()
    expect(page.locator("html.plain")).to_have_count(1)


SHOTS = (
    # What residents read.
    Shot("home", "/"),
    Shot("issue", "/issues/tongxi/2026/19/"),  # all its pages have their image
    Shot("article", LATEST, follow=FIRST_STORY),
    Shot("article-phone", LATEST, size=PHONE, follow=FIRST_STORY),
    Shot("home-phone-dark", "/", size=PHONE, scheme="dark"),
    Shot("corrected", "/articles/", story=CORRECTED, act=show_correction),
    Shot("retracted", "/articles/", story=RETRACTED, size=PHONE),
    Shot("epaper", f"{LATEST}1/", size=TALL),
    Shot("epaper-phone", f"{LATEST}1/", size=PHONE),
    Shot("search", "/search/?q=医保"),
    Shot("plain-phone", "/", size=PHONE, act=plain_mode),
    # The clerk.
    Shot("dashboard-contributor", "/desk/", "linxiaohe"),
    Shot("mine", f"{ARTICLES}mine/", "guyichen"),
    Shot("form", f"{ARTICLES}add/", "linxiaohe"),
    Shot("import", "/desk/issues/issue/import/", "linxiaohe"),
    Shot("import-preview", "/desk/issues/issue/import/", "chenmoyun", act=send_old_page),
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
    Shot("plan", ISSUES, "nilang", follow=NEXT_ISSUE),
    Shot("review-phone", ARTICLES, "hemingchuan", PHONE, story=ON_ITS_WAY),
    Shot("sign-phone", ARTICLES, "hemingchuan", PHONE, story=ON_ITS_WAY, act=open_approval),
    # The audit administrator.
    Shot("audit", f"{TRAIL}?kind=articles.article", "yinsiqi"),
    Shot("audit-entry", f"{TRAIL}?action=article.send_back", "yinsiqi", TALL, follow="main tbody a"),
    Shot("audit-check", f"{TRAIL}check/", "yinsiqi", act=verify),
    # From here on in this order, since each saves what the next one shows: the issue in the making, and readers' words.
    Shot("plan-compose", ISSUES, "nilang", follow=NEXT_ISSUE, act=compose),
    Shot("plan-board", ISSUES, "nilang", TALL, follow=NEXT_ISSUE, act=choose_block),
    Shot("plan-board-phone", ISSUES, "nilang", PHONE, follow=NEXT_ISSUE, act=show_board),
    Shot("proof-mark", ISSUES, "wenjing", follow=NEXT_ISSUE, act=mark_proof),
    Shot("proofs", ISSUES, "nilang", follow=NEXT_ISSUE, act=show_proofs),
    Shot("proof-compare", ISSUES, "wenjing", TALL, follow=NEXT_ISSUE, act=compare_proofs),
    Shot("proof-frames", ISSUES, "wenjing", follow=NEXT_ISSUE, act=show_frames),
    Shot("checklist", ISSUES, "weichangqing", TALL, follow="main a[href$='/checklist/']"),
    Shot("letter-phone", "/letters/", size=PHONE, act=send_letter),
    Shot("letters", "/desk/readers/", "chenmoyun", act=show_letters),
    Shot("publish-hour", ISSUES, "weichangqing", follow=LAST_ISSUE, act=set_hour),
    Shot("conflict", ARTICLES, "guyichen", story=DRAFT, page="edit/", act=clash),
)
