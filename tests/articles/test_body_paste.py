"""What pasting from Word and from web pages leaves of itself in a body: nothing."""

from __future__ import annotations

import random

import pytest

from articles import body
from tests.yardstick import seconds

WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {mso-style-parent:"";}</style>'
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head><body>"
    "<!--StartFragment--><p class=MsoNormal style='text-indent:24pt;mso-char-indent-count:2.0'><span lang=EN-US>2026"
    "</span><span style='font-family:宋体'>年<b><span>清洁</span></b>行动<o:p></o:p></span></p>"
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>"
)
PASTED = [
    (WORD, "<p>2026年<strong>清洁</strong>行动</p>"),
    ("<p class=MsoListParagraph><span>1.<span>&nbsp;&nbsp;&nbsp; </span></span>第一</p>", "<p>1. 第一</p>"),
    (
        '<p><span style="color:red"><font face="x"><span>　　清\u00ad洁\u200b行动</span></font></span></p>',
        "<p>清洁行动</p>",
    ),
    ("<p><strong>　　清洁</strong>行动&nbsp;</p>", "<p><strong>清洁</strong>行动</p>"),
    ("<p>清洁&nbsp;&nbsp;行动</p>", "<p>清洁 行动</p>"),
    ("<p>第一段<br>　　第二段<br><br>第三段<br>同段</p>", "<p>第一段</p><p>第二段</p><p>第三段<br>同段</p>"),
    ("<p>甲<strong>乙<br><br>丙</strong></p>", "<p>甲<strong>乙<br>丙</strong></p>"),
    ('<p>图<img src="data:image/png;base64,AAAA">文</p>', "<p>图文</p>"),
    (
        '<figure class="image"><img src="data:image/png;base64,AA"><figcaption>图为桥</figcaption></figure>',
        "<p>图为桥</p>",
    ),
    (
        "<table class=MsoTableGrid><tr><td width=200><p class=MsoNormal>甲<o:p></o:p></p></td>"
        "<td colspan=1>乙</td></tr></table>",
        "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>",
    ),
    ("<section><section><p>一</p></section><span>二</span></section>", "<p>一</p><p>二</p>"),
    ("<div>一</div>二<br><br>三<ul><li>四</li></ul>", "<p>一</p><p>二</p><p>三</p><ul><li>四</li></ul>"),
    ('<p>a<a name="_GoBack"></a>b<a href="#top">c</a><a href="file:///C:/x.doc">d</a></p>', "<p>abcd</p>"),
    ("<h2><b>小标题</b></h2>", "<h3>小标题</h3>"),
    ("<p>120m<sup>2</sup>，CO<sub>2</sub>，注<sup>注</sup></p>", "<p>120m²，CO₂，注注</p>"),
    ("<p><b><b>双</b></b><b>粗</b></p>", "<p><strong>双粗</strong></p>"),
    ("<dl><dt>甲</dt><dd>乙</dd></dl><center>丙</center>", "<p>甲</p><p>乙</p><p>丙</p>"),
    ("<p>留</p><button>分享</button><select><option>选</option></select><title>网页</title>", "<p>留</p>"),
]
BALANCED = (
    "p",
    "strong",
    "em",
    "h3",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "div",
    "figure",
    "figcaption",
    "blockquote",
    "b",
)
PIECES = [
    *(f"<{tag}>" for tag in BALANCED),
    *(f"</{tag}>" for tag in BALANCED),
    *(
        "<br>",
        "<a href='/x'>",
        "</a>",
        "字",
        "　　",
        "&nbsp;",
        "a b",
        "<sup>2</sup>",
        "<section>",
        "</section>",
        "&lt;p&gt;",
    ),
    "<img src='/media/photos/2026/11/0a.jpg' alt='a>b'>",
]


@pytest.mark.parametrize(("pasted", "expected"), PASTED)
def test_pasted_text_comes_out_clean(pasted: str, expected: str) -> None:
    assert body.clean(pasted) == expected


def test_cleaning_any_tangle_twice_changes_nothing_and_keeps_the_words() -> None:
    chance = random.Random(5)
    for _round in range(2_000):
        tangle = "".join(chance.choices(PIECES, k=chance.randint(2, 14)))
        once = body.clean(tangle)
        assert body.clean(once) == once
        assert once.count("字") == tangle.count("字")


@pytest.mark.parametrize(
    "html",
    [
        "<p>x" + "<br>" * 60_000 + "y</p>",
        "<ul><li>x" + "<br>" * 60_000 + "y</li></ul>",
        "<p>x" + "\u3000" * 200_000 + "y</p>",
        "<p><strong>" + "a<br><br>" * 20_000 + "</strong></p>",
        "<figure><figcaption>" * 5_000,
        "<blockquote>" * 5_000,
        "x<br>" * 50_000,
    ],
)
def test_nothing_takes_long_to_clean(html: str) -> None:
    assert seconds(lambda: body.clean(html)) < 3
