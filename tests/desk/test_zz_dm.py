import pytest
from articles import workflow
from articles.steps import REVIEWS
from articles.models import Article
from django.urls import reverse
from tests.conftest import Watch
from tests.factories import *
from tests.desk.test_browser_articles import as_person
pytestmark = pytest.mark.django_db(transaction=True)
def test_shots(browser, live_server, team):
    inline = make_photo(team.contributor)
    body = ("<p>第一段。</p><h3>小标题</h3><blockquote><p>引文</p></blockquote><ul><li>一</li></ul>"
        f'<figure class="image"><img src="/media/{inline.file.name}"></figure>'
        '<figure class="table"><table><tbody><tr><td>甲</td><td>乙</td></tr><tr><td>甲</td><td>乙</td></tr></tbody></table></figure>')
    draft = make_article(team, make_content(body=body))
    s = make_article(team, state=Article.State.FIRST_REVIEW)
    workflow.approve(s, by=team.section_head, expected_revision=1, step=REVIEWS[0].step, opinion="同意")
    pub = make_published_issue(team); issue = make_issue(2); make_article(team, state=Article.State.APPROVED)
    pid = pub.placements.first().article_id
    page = as_person(browser, Watch(), live_server, team.chief_editor, viewport={"width": 1280, "height": 800})
    A="/desk/articles/article/"
    for name, path in {"list":A,"review":f"{A}{draft.pk}/","hist":f"{A}{s.pk}/history/","pub":f"{A}{pid}/","issues":"/desk/issues/issue/","404":"/desk/nix/"}.items():
        page.goto(live_server.url+path)
        page.screenshot(path=f"/tmp/dm_{name}.png", full_page=name=="review")
        print(name, page.evaluate("""() => [...document.querySelectorAll('tbody tr')].slice(0,2).map(tr => [...tr.children].map(c => {const w=document.createTreeWalker(c,4);let n;while((n=w.nextNode())&&!n.textContent.trim());if(!n)return 0;const r=document.createRange();r.selectNodeContents(n);return Math.round(r.getClientRects()[0].top*10)/10}))"""))
    page.goto(live_server.url+reverse("desk:issue_plan", args=[issue.pk]))
    page.locator("#pool button:not([type=button])").last.click()
    page.wait_for_timeout(500); print(page.url)
    page.screenshot(path="/tmp/dm_plan.png")
