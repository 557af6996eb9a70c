from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from articles import workflow, working_copies
from articles.content import Picture, Source
from articles.models import Article
from issues.assignments import workflow as asg
from tests.conftest import log_in
from tests.factories import *
from tests.word_files import *

pytestmark = pytest.mark.django_db(transaction=True)
A = "/desk/articles/article/"
OUT = "/tmp/formshots/"

@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shots(browser: Browser, live_server: Any, team: Team, settings: Any, width: int, scheme: str) -> None:
    settings.LOCALE_PATHS = ["/tmp/formlocale", *settings.LOCALE_PATHS]
    import os; os.makedirs(OUT, exist_ok=True)
    make_grid_area(); make_grid_area(); make_column(); issue = make_issue(1)
    team.section_head.name="周组长"; team.section_head.save(); team.editor.name="郑编辑"; team.editor.save()
    wish = asg.Wish(title="老旧小区加装电梯", brief="写居民怎么商量出来的，别写成工作汇报。", department=team.department, due_on=date.today()+timedelta(days=5), issue=issue)
    one = asg.propose(by=team.editor, wish=wish); asg.assign(one, by=team.editor, expected_version=1)
    draft = make_article(team, make_content("三楼平台的花坛", body="<p>居民在三楼平台种下二十盆花。</p><p>第二段。</p>", photos=(Picture(make_photo(team.contributor).pk, "图说"),Picture(make_photo(team.contributor,(800,500)).pk, "图为花坛","李丽 摄"))))
    waiting = make_article(team, state=Article.State.FIRST_REVIEW)
    returned = make_article(team, state=Article.State.SENT_BACK)
    public = make_article(team, make_content("车位是谈出来的", body="<p>车位增加十二个。</p>", attributions=(Source("某居民区"),)), state=Article.State.PUBLISHED)
    conflicted = make_article(team, make_content("楼道里的公约", subtitle="从吵架到点头", body="<p>楼道里贴着一张公约，大家都签了名字。</p><p>第二段没有动。</p>"))
    working_copies.keep(team.contributor, None, form_key="k1", based_on=0, data={"title": ["写了一半的新闻"], "body": ["<p>半截</p>"], "copy_tab": ["x"]})
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(20000)
    problems = []
    def shot(page, name, wait_editor=True):
        if wait_editor: expect(page.locator(".ck-content")).to_be_visible()
        page.wait_for_timeout(400)
        if (width == 1280 and scheme == "light") or (width == 360 and scheme == "dark"):
            page.screenshot(path=f"{OUT}{name}-{width}-{scheme}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        problems.extend((name, v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found)
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"): problems.append((name, "wide"))
    page = context.new_page()
    page.on("pageerror", lambda e: problems.append(("script", str(e))))
    page.on("console", lambda m: problems.append(("console", m.text)) if m.type in ("error",) and "Failed to load" not in m.text else None)
    log_in(page, live_server, team.contributor.username)
    page.goto(f"{live_server.url}{A}add/"); page.fill("#id_title", "一个相当长的标题用来看看长度提示会说什么话以及微信的上限到了没有"); page.fill("#id_subtitle","副题短短"); shot(page, "add")
    page.goto(f"{live_server.url}{A}{draft.pk}/edit/"); shot(page, "edit")
    page.goto(f"{live_server.url}{A}mine/"); shot(page, "mine", False)
    page.goto(f"{live_server.url}{A}working-copies/k1/"); shot(page, "copy", False)
    page.goto(f"{live_server.url}{A}{returned.pk}/edit/"); page.fill("#id_title",""); page.click("button[name=save]"); page.wait_for_load_state(); shot(page, "errors")
    page.goto(f"{live_server.url}{A}{public.pk}/correct/"); shot(page, "correct")
    # word
    import pathlib
    f = pathlib.Path("/tmp/formshots/稿件.docx"); f.write_bytes(word_file(
        paragraph("人人动手", align="center", size=16), paragraph("桐溪社区清扫楼道", align="center", size=22, bold=True), paragraph("——三百居民一起来", align="center", size=16),
        paragraph("□特约记者 王小明", align="center"), paragraph("　　" + TEXT), paragraph("先扫楼道", bold=True), paragraph(TEXT),
        paragraph(inner=picture("rId-a", description="几位居民在扫地")), paragraph("图为居民清扫楼道。（李丽 摄）", align="center"), paragraph(inner=picture("rId-b")), paragraph("图为老人领到新扫帚 摄影：张伟"),
        paragraph("（街道党政办、桐溪居民区）", align="right"), media={"a.jpg": image(), "b.png": image(form="PNG")}))
    page.goto(f"{live_server.url}{A}add/"); page.set_input_files("#id_word", f); page.click("#word-form button"); page.wait_for_url("**copy=*"); shot(page, "word")
    # conflict
    page.goto(f"{live_server.url}{A}{conflicted.pk}/edit/")
    expect(page.locator(".ck-content")).to_be_visible()
    page.fill("#id_title", "楼道里的一张公约")
    workflow.revise(conflicted, by=team.editor, expected_revision=1, content=make_content("楼道公约", subtitle="从吵架到握手", body="<p>楼道里贴着一张公约，大家都签了名。</p><p>第二段没有动。</p>"))
    page.click("button[name=save]"); page.wait_for_selector(".conflict"); shot(page, "conflict")
    context.close()
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    log_in(page, live_server, team.chief_editor.username)
    page.goto(f"{live_server.url}{A}{public.pk}/retract/"); page.fill("#id_public_note", "文中部分情况未经核实，谨向读者致歉。"); page.fill("#id_reason", "事实有误"); page.click("button[name=preview]"); page.wait_for_load_state(); shot(page, "retract", False)
    page.goto(f"{live_server.url}{A}{waiting.pk}/edit/"); shot(page, "waiting")
    page.check("#nothing") if False else None
    page.goto(f"{live_server.url}{A}{public.pk}/retract/"); page.fill("#id_public_note", "文中部分情况未经核实，谨向读者致歉。"); page.fill("#id_reason", "事实有误"); page.check("#id_confirmed"); page.click("button[name=retract]"); page.wait_for_load_state()
    page.goto(f"{live_server.url}/articles/{public.pk}/"); shot(page, "gone", False)
    context.close()
    for p in problems: print("PROBLEM", p)
    assert not problems
