"""Reviewing in a real browser: with the keyboard alone, on a phone, with selected words, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles import comments, handling, workflow
from articles.content import Picture
from articles.models import Article, Comment, SignOff
from tests.barriers import barriers
from tests.conftest import Watch, follow, log_in
from tests.desk.test_browser_articles import as_person
from tests.factories import PASSWORD, Team, make_article, make_content, make_photo

pytestmark = pytest.mark.django_db(transaction=True)
State, Step = Article.State, SignOff.Step
BODY = (
    "<p>居民代表坐下来商量停车的办法。</p><p>会上定了三条规矩，写在楼道的黑板上。</p>"
    "<ul><li>先到先停</li><li>不占通道</li></ul>"
)
QUEUE = "/desk/articles/article/queue/"


def review_url(live_server: Any, article: Article) -> str:
    return f"{live_server.url}{reverse('desk:article_review', args=[article.pk])}"


def select_words(page: Page, paragraph: int, start: int, end: int) -> None:
    """Select characters of a paragraph as a pointer would."""
    page.evaluate(
        """([number, start, end]) => {
            const text = document.getElementById(`p${number}`).firstChild;
            const range = document.createRange();
            range.setStart(text, start);
            range.setEnd(text, end);
            const selection = document.getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
        }""",
        [paragraph, start, end],
    )


def test_an_editor_clears_ten_stories_with_the_keyboard_alone(page: Page, live_server: Any, team: Team) -> None:
    stories = [make_article(team, make_content(f"第{n}篇", body=BODY), state=State.SECOND_REVIEW) for n in range(1, 11)]
    log_in(page, live_server, team.editor.username)
    page.goto(f"{live_server.url}{QUEUE}")
    page.keyboard.press("s")
    keys = page.keyboard
    for number, story in enumerate(stories, 1):
        page.wait_for_url(f"**{reverse('desk:article_review', args=[story.pk])}?queue=*")
        expect(page.locator(".run__place")).to_contain_text(str(number))
        if number == 3:
            keys.press("b")
            keys.type("请把abcd几个字母改成汉字。")  # letters that are shortcuts elsewhere
            keys.press("Control+Enter")
        elif number == 5:
            keys.press("c")
            keys.type("请核实。")
            with page.expect_navigation():  # the new page hears keys once it has its scripts
                keys.press("Control+Enter")
            expect(page.locator(".note__words")).to_have_text("请核实。")
            keys.press("a")
            keys.press("Enter")
        else:
            keys.press("a")
            keys.press("Enter")
    expect(page.locator(".queue-end")).to_be_visible()
    states = [Article.objects.get(pk=story.pk).state for story in stories]
    assert states == [State.SENT_BACK if n == 3 else State.FINAL_REVIEW for n in range(1, 11)]
    assert SignOff.objects.filter(signer=team.editor, step=Step.SECOND).count() == 10
    assert Comment.objects.get().article_id == stories[4].pk


def test_stories_are_passed_and_returned_to_by_key(page: Page, live_server: Any, team: Team) -> None:
    one, two = (make_article(team, make_content(name), state=State.FIRST_REVIEW) for name in ("甲", "乙"))
    log_in(page, live_server, team.section_head.username)
    page.goto(f"{live_server.url}{QUEUE}")
    page.keyboard.press("j")
    expect(page.locator(".rows__title").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".rows__title").first).to_be_focused()
    page.keyboard.press("s")
    page.wait_for_url(f"**/{one.pk}/?queue=*")
    page.keyboard.press("j")
    page.wait_for_url(f"**/{two.pk}/?queue=*")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{one.pk}/?queue=*")
    with page.expect_navigation():
        page.keyboard.press("l")
    expect(page.locator(".claimed--mine")).to_be_visible()
    page.keyboard.press("d")
    page.wait_for_url("**#changes")
    page.keyboard.press("e")
    expect(page.locator("details.act-fold[open] a.act, .story-form").first).to_be_visible()


def test_keys_rest_while_typing_and_can_be_switched_off(page: Page, live_server: Any, team: Team) -> None:
    article = make_article(team, make_content(body=BODY), state=State.FIRST_REVIEW)
    log_in(page, live_server, team.section_head.username)
    page.goto(review_url(live_server, article))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("a")  # nothing happens behind the list
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    assert page.locator("details.act-fold[open]").count() == 0
    page.keyboard.press("b")
    page.keyboard.type("abcdl?")
    expect(page.locator("#reason")).to_have_value("abcdl?")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("details.act-fold[open]")).to_have_count(0)
    expect(page.locator("#reason")).to_have_value("abcdl?")  # what was typed stays
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert page.locator("details.act-fold[open]").count() == 0
    page.reload()
    expect(page.locator("#reason")).to_have_value("abcdl?")  # and is there again after a reload
    page.keyboard.press("a")
    assert page.locator("details.act-fold[open]:has(#opinion)").count() == 0


def test_an_enter_that_is_held_down_signs_once(page: Page, live_server: Any, team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    log_in(page, live_server, team.section_head.username)
    page.goto(review_url(live_server, article))
    page.keyboard.press("a")
    page.evaluate(
        "const form = document.querySelector('.act-fold[open] form'); form.requestSubmit(); form.requestSubmit()"
    )
    expect(page.locator(".standing .state--second_review")).to_be_visible()
    assert page.locator(".notice--error").count() == 0


def test_selected_words_are_commented_on(page: Page, live_server: Any, team: Team) -> None:
    article = make_article(team, make_content(body=BODY), state=State.FIRST_REVIEW)
    log_in(page, live_server, team.editor.username)
    page.goto(review_url(live_server, article))
    select_words(page, 2, 2, 8)
    page.keyboard.press("c")
    expect(page.locator("[data-chosen] p")).to_have_text("“定了三条规矩”")
    page.keyboard.type("哪三条？")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("mark.passage")).to_have_text("定了三条规矩")
    select_words(page, 1, 0, 4)
    page.locator(".passage-button").click()
    page.keyboard.type("换个说法。")
    page.locator("details[data-comment] form button.act").click()
    expect(page.locator("mark.passage")).to_have_count(2)
    assert list(Comment.objects.values_list("quote", "paragraph")) == [("定了三条规矩", 2), ("居民代表", 1)]


def test_a_leader_signs_on_a_phone(browser: Browser, watch: Watch, live_server: Any, team: Team) -> None:
    photo = Picture(make_photo(team.contributor).pk, "图说", alternative_text="楼道")
    content = make_content("一个有点长的标题要在手机上也读得舒服", body=BODY, photos=(photo,))
    article = make_article(team, content, state=State.FINAL_REVIEW)
    comments.comment(article, by=team.editor, expected_revision=1, words="请核实。", quote="三条规矩", paragraph=2)
    page = as_person(
        browser, watch, live_server, team.leader, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page.goto(f"{live_server.url}{QUEUE}")
    page.locator("[data-key=s]").tap()
    expect(page.locator(".story__title")).to_be_visible()
    page.wait_for_load_state()
    page.locator(".acts summary.btn-primary").tap()
    page.fill("#opinion", "同意发表。")
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".acts summary, .acts button, .acts a, .acts textarea, .acts select, .run a, .note__tools .btn")]
            .filter((element) => element.getClientRects().length)
            .filter((element) => element.getBoundingClientRect().height < 43.5)
            .map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".act-fold[open] button.act").tap()
    expect(page.locator(".queue-end")).to_be_visible()
    signed = SignOff.objects.get(signer=team.leader)
    assert (signed.opinion, signed.article.state) == ("同意发表。", State.APPROVED)
    page.context.close()


def test_words_outlive_a_session_that_ran_out_but_not_their_writer(
    browser: Browser, watch: Watch, live_server: Any, team: Team
) -> None:
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    page = as_person(browser, watch, live_server, team.editor)
    send = page.locator("form:has(#comment-words) button:not([type=button])").first
    page.goto(review_url(live_server, article))
    page.keyboard.press("c")
    page.fill("#comment-words", "这个数字请核实。")
    Session.objects.all().delete()
    send.click()
    page.fill("input[name=username]", team.editor.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("[type=submit]")
    expect(page.locator("#comment-words")).to_have_value("这个数字请核实。")
    assert not Comment.objects.exists()
    follow(send)
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#comment-words")).to_have_value("")
    page.fill("#opinion", "写了一半的意见", force=True)
    Session.objects.all().delete()
    log_in(page, live_server, team.chief_editor.username)
    page.goto(review_url(live_server, article))
    expect(page.locator("#opinion")).to_have_value("")
    page.context.close()


def test_reviewing_works_without_javascript(browser: Browser, watch: Watch, live_server: Any, team: Team) -> None:
    one, two = (make_article(team, make_content(name, body=BODY), state=State.SECOND_REVIEW) for name in ("甲", "乙"))
    page = as_person(browser, watch, live_server, team.editor, java_script_enabled=False)
    page.goto(f"{live_server.url}{QUEUE}")
    page.click("[data-key=s]")
    expect(page.locator("[data-help]")).to_be_hidden()
    page.click("[data-comment] > summary")
    page.select_option("#comment-on", "2")
    page.fill("#comment-words", "哪三条？")
    page.click("[data-comment] form button.act")
    expect(page.locator(".note__words")).to_have_text("哪三条？")
    page.click(".reply summary")
    page.fill(".reply textarea", "见附件。")
    page.click(".reply button")
    expect(page.locator(".note__answer")).to_contain_text("见附件。")
    page.click("[data-key=b]")
    page.fill("#reason", "请初审再看。")
    page.check("input[name=to][value=first]")
    page.click(".act-fold[open] .btn-danger")
    expect(page.locator(".story__title")).to_have_text("乙")
    page.click("[data-key=l]")
    expect(page.locator(".claimed--mine")).to_be_visible()
    page.context.close()
    assert Article.objects.get(pk=one.pk).state == State.FIRST_REVIEW
    assert Article.objects.get(pk=two.pk).claimed_by == team.editor


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_review_pages_have_no_accessibility_violations(
    browser: Browser, live_server: Any, team: Team, width: int, scheme: Any
) -> None:
    # axe sets styles of its own while it looks, so this page is not watched for policy violations
    article = make_article(team, make_content("旧题", body=BODY), state=State.SECOND_REVIEW)
    thread = comments.comment(
        article, by=team.leader, expected_revision=1, words="哪三条？", quote="三条规矩", paragraph=2
    )
    comments.reply(thread, by=team.editor, words="见附件。")
    done = comments.comment(article, by=team.leader, expected_revision=1, words="题太长", paragraph=0)
    comments.resolve(done, by=team.leader)
    comments.comment(article, by=team.leader, expected_revision=1, words="不错")
    changed = make_content("新题", body=BODY.replace("三条", "四条").replace("先到", "先来"))
    workflow.revise(article, by=team.editor, expected_revision=1, content=changed)
    workflow.approve(article, by=team.section_head, expected_revision=2, step=Step.FIRST, opinion="同意。")
    handling.set_grade(article, by=team.editor, expected_revision=2, grade=Article.Grade.SENSITIVE)
    workflow.approve(article, by=team.chief_editor, expected_revision=2, step=Step.SECOND)
    handling.claim(article, by=team.leader, expected_revision=2)
    other = make_article(team, state=State.FINAL_REVIEW)
    approved = make_article(team, state=State.APPROVED)
    chief = make_article(team, make_content("总编自己的"), state=State.SECOND_REVIEW)
    page = as_person(
        browser, Watch(), live_server, team.chief_editor, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    base = "/desk/articles/article/"
    for path in (
        "queue/",
        "queue/?grade=C",
        f"queue/next/?queue={approved.pk}",
        f"{article.pk}/?queue={other.pk}-{article.pk}",
        f"{article.pk}/?since=seen&show=columns",
        f"{chief.pk}/",
        f"{approved.pk}/publish/",
        f"{article.pk}/compare/?show=columns",
        f"{article.pk}/history/",
        f"{approved.pk}/",
    ):
        page.goto(f"{live_server.url}{base}{path}")
        folds = page.locator("details.act-fold").count()
        for number in range(max(1, folds)):
            if folds:
                page.locator("details.act-fold").nth(number).evaluate("fold => { fold.open = true }")
            assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.keyboard.press("?")
    assert barriers(page) == []
    page.context.close()
