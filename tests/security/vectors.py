"""What an attacker types: scripts in every disguise, SQL, template code, paths, and the strings that break programs."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

from tests.conftest import SHARED

CALL = "alert(7)"
_HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter")
_ELEMENTS = (
    "<img src=x {handler}={call}>",
    "<svg {handler}={call}>",
    "<svg/{handler}={call}//",
    "<body {handler}={call}>",
    '<input autofocus {handler}="{call}">',
    "<details open {handler}={call}>",
    "<video src=x {handler}={call}><source></video>",
    "<IMG SRC=x {handler}='{call}'>",
    "<a href=x {handler}\n=\n{call}>x</a>",
    "<x {handler}={call} tabindex=1 style=animation-name:x>",
)
_SCHEMES = (
    "javascript:alert(7)",
    "JaVaScRiPt:alert(7)",
    "java\tscript:alert(7)",
    "java\nscript:alert(7)",
    " \x01javascript:alert(7)",
    "&#106;avascript:alert(7)",
    "&#x6A&#x61;vascript&colon;alert(7)",
    "vbscript:msgbox(7)",
    "data:text/html,<script>alert(7)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCg3KTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(7)>",
    "//evil.example/x.js",
)
_HOLDERS = (
    '<a href="{url}">x</a>',
    '<img src="{url}">',
    '<iframe src="{url}"></iframe>',
    '<form action="{url}"><button>x</button></form>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<base href="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<meta http-equiv="refresh" content="0;url={url}">',
    '<svg><a xlink:href="{url}"><text y="9">x</text></a></svg>',
)
_SINGLE = (
    "<script>alert(7)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script>alert(7)//",
    "<scr<script>ipt>alert(7)</scr</script>ipt>",
    '"><script>alert(7)</script>',
    "'><script>alert(7)</script>",
    "</title><script>alert(7)</script>",
    "</textarea><script>alert(7)</script>",
    "</script><script>alert(7)</script>",
    "--><script>alert(7)</script>",
    "]]><script>alert(7)</script>",
    "<![CDATA[<script>alert(7)</script>]]>",
    "<!--[if gte IE 4]><script>alert(7)</script><![endif]-->",
    '<noscript><p title="</noscript><img src=x onerror=alert(7)>">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(7)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(7)>",
    "<svg><style><img src=x onerror=alert(7)></style></svg>",
    "<template><script>alert(7)</script></template>",
    "<style>@import'//evil.example/x.css';</style>",
    '<p style="background:url(javascript:alert(7))">x</p>',
    '<div style="width:expression(alert(7))">x</div>',
    '" onfocus=alert(7) autofocus x="',
    "' onfocus=alert(7) autofocus x='",
    "` onfocus=alert(7) autofocus x=`",
    'x" srcset="x" onerror="alert(7)',
    "＜script＞alert(7)＜/script＞",
    "%3Cscript%3Ealert(7)%3C/script%3E",
    "&lt;script&gt;alert(7)&lt;/script&gt;",
    "\u2028<script>alert(7)</script>",
    "<img src=x onerror=\\u0061lert(7)>",
)
SCRIPTS = (
    *_SINGLE,
    *(element.format(handler=handler, call=CALL) for element, handler in product(_ELEMENTS, _HANDLERS)),
    *(holder.format(url=url) for holder, url in product(_HOLDERS, _SCHEMES)),
)
SQL = (
    "' OR '1'='1",
    "'; DROP TABLE articles_article; --",
    "1) UNION SELECT password FROM accounts_user --",
    "\\'; SELECT pg_sleep(30); --",
    "$$; SELECT pg_sleep(30); $$",
    "%' AND pg_sleep(30) IS NULL AND '%'='",
    '{"$gt": ""}',
    "a\\",
    "%_%",
)
TEMPLATES = (
    "{{ 7*7 }}{{ settings.SECRET_KEY }}",
    "{% load static %}{% debug %}",
    "{% include '/etc/passwd' %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "%(password)s %s %n {0.__class__.__init__.__globals__}",
    '#set text(white); #read("/etc/passwd")',  # Typst
    '=HYPERLINK("http://evil.example")',  # spreadsheets
)
PATHS = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "....//....//x",
    "~root/.ssh",
)
LINES = ("a\r\nSet-Cookie: evil=1", "a%0d%0aLocation:%20//evil.example", "a\nBcc: everybody@evil.example")
OWN = (*SCRIPTS, *SQL, *TEMPLATES, *PATHS, *LINES)
FILES = (
    b"",
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 9 0 R>>endobj",
    b"PK\x03\x04" + b"\0" * 60,
    b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    b"\xff\xd8\xff\xe0JFIF<script>alert(7)</script>",
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>',
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    b'name,post\r\n=HYPERLINK("http://evil.example"),<script>alert(7)</script>\r\n\x00',
    b"\xff\xfe\x00<\x00s",
)
CLASSES = {"scripts": SCRIPTS, "SQL": SQL, "template code": TEMPLATES, "paths": PATHS, "line ends": LINES}


def naughty_strings() -> list[str]:
    """The shared list of strings that break programs; empty where the folder is absent."""
    path: Path = SHARED / "attacks" / "naughty-strings.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
