"""People at work by HTTP, and the ledger of what the site told them was done."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import requests

from tests.factories import PASSWORD, image_bytes

TIMEOUT = 60  # seconds; longer than a recovery takes
PAUSE = (0.02, 0.12)  # seconds between two acts: a bounded load


@dataclass
class Ledger:
    """What was acknowledged: judged afterwards against the database."""

    articles: list[str] = field(default_factory=list)  # titles
    comments: list[str] = field(default_factory=list)  # words
    approvals: list[tuple[int, str]] = field(default_factory=list)  # article, step
    photos: list[int] = field(default_factory=list)
    issues: dict[int, tuple[bool, bool]] = field(default_factory=dict)  # whether published; whether that is certain
    turns: int = 0  # of publishing and withdrawing that were acknowledged
    answers: Counter[str] = field(default_factory=Counter)  # public ones, by status

    def count(self) -> int:
        """All acknowledged writes."""
        return len(self.articles) + len(self.comments) + len(self.approvals) + len(self.photos) + self.turns


class Forms(HTMLParser):
    """Every form of a page: its fields by the end of its address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, dict[str, Any]] = {}
        self._form: dict[str, Any] | None = None
        self._area = ""
        self._select = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        self._hidden += tag == "template"
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {})
        if self._form is None or self._hidden:
            return
        if tag == "input" and name and given.get("type") not in ("file", "submit", "image"):
            ticks = given.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in given:
                self._form[name] = given.get("value", "on" if ticks else "")
        elif tag == "textarea" and name:
            self._area = name
            self._form[name] = ""
        elif tag == "select" and name:
            self._select = name
            self._form[name] = ""
        elif tag == "option" and self._select and "selected" in given:
            self._form[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "template"
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


class Refused(Exception):
    """The site did not acknowledge: whatever was meant may be there or not."""


class Person:
    """Somebody at the desk."""

    def __init__(self, site: str, username: str) -> None:
        self._site, self._username = site, username
        self._session = requests.Session()

    def log_in(self) -> None:
        """Log in; raises Refused."""
        self._session = requests.Session()
        form = self.form("/desk/login/")
        self.send("/desk/login/", {**form, "username": self._username, "password": PASSWORD})

    def form(self, path: str, action: str | None = None) -> dict[str, Any]:
        """The fields of the form of a page whose address ends so; without one, of the largest; raises Refused."""
        answer = self._session.get(f"{self._site}{path}", timeout=TIMEOUT, allow_redirects=False)
        if "/login/" in answer.headers.get("Location", ""):
            raise Refused("logged out")
        if answer.status_code != 200:
            raise Refused(str(answer.status_code))
        parser = Forms()
        parser.feed(answer.text)
        if action is None:
            return max(parser.forms.values(), key=len)
        found = [fields for address, fields in parser.forms.items() if address.endswith(action)]
        if not found:
            raise Refused("no such form")
        return parser.forms.get(action) or found[0]

    def send(self, path: str, fields: dict[str, Any], **more: Any) -> requests.Response:
        """Send a form; raises Refused unless it was taken (303, 302, or 200 in JSON)."""
        answer = self._session.post(f"{self._site}{path}", data=fields, timeout=TIMEOUT, allow_redirects=False, **more)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        if answer.status_code in (302, 303) and "/login/" not in answer.headers["Location"]:
            return answer
        if answer.status_code == 200 and is_json:
            return answer
        raise Refused(str(answer.status_code))


class Load:
    """Threads of people, until they are told to stop. Any error of their own ends the test."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.refused: Counter[str] = Counter()
        self.broken: list[BaseException] = []
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def add(self, act: Callable[[random.Random, int], None], person: Person | None, seed: int) -> None:
        """One thread that does an act over and over."""
        self._threads.append(threading.Thread(target=self._work, args=(act, person, random.Random(seed))))

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wait_for(self, writes: int) -> None:
        """Until so many writes were acknowledged."""
        deadline = time.monotonic() + 4 * TIMEOUT
        while self.ledger.count() < writes and not self.broken:
            assert time.monotonic() < deadline, f"too little is written: {self.ledger}, {self.refused}"
            time.sleep(0.05)

    def stop(self) -> None:
        """Let everybody finish what is in hand."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=2 * TIMEOUT)
            assert not thread.is_alive()
        if self.broken:
            raise self.broken[0]

    def _work(self, act: Callable[[random.Random, int], None], person: Person | None, chance: random.Random) -> None:
        is_in, number = person is None, 0
        while not self._stopping.is_set():
            try:
                if not is_in and person is not None:
                    person.log_in()
                    is_in = True
                act(chance, number)
                number += 1
            except (Refused, requests.RequestException) as error:
                self.refused[str(error) if isinstance(error, Refused) else type(error).__name__] += 1
                is_in = is_in and str(error) != "logged out"
                number += 1
                time.sleep(0.1)
            except BaseException as error:
                self.broken.append(error)
                return
            time.sleep(chance.uniform(*PAUSE))


# ------------------------------------------------------------------------------------------------- what they do


def writes_articles(load: Load, person: Person) -> Callable[[random.Random, int], None]:
    """Hands in one story after the other, by the form."""

    def act(chance: random.Random, number: int) -> None:
        title = f"楼道里的灯{chance.getrandbits(48):x}"
        fields = person.form("/desk/articles/article/add/")
        fields |= {"title": title, "body": f"<p>{title}亮了，老人上楼不再摸黑。</p>"}
        person.send("/desk/articles/article/add/", fields)
        load.ledger.articles.append(title)

    return act


def comments(load: Load, person: Person, article: int) -> Callable[[random.Random, int], None]:
    """Talks beside one story."""

    def act(chance: random.Random, number: int) -> None:
        words = f"请核对数字{chance.getrandbits(48):x}"
        fields = person.form(f"/desk/articles/article/{article}/", f"/{article}/comment/")
        name = next(name for name, value in fields.items() if name in ("words", "text"))
        person.send(f"/desk/articles/article/{article}/comment/", {**fields, name: words})
        load.ledger.comments.append(words)

    return act


def approves(load: Load, person: Person, waiting: list[int]) -> Callable[[random.Random, int], None]:
    """Signs the first review of one story after the other, and comes back to those that were not acknowledged."""
    signed: set[int] = set()

    def act(chance: random.Random, number: int) -> None:
        left = [article for article in waiting if article not in signed]
        if not left:
            time.sleep(0.2)
            return
        article = left[number % len(left)]
        path = f"/desk/articles/article/{article}/"
        try:
            fields = person.form(path, "/approve/")
        except Refused as error:
            if str(error) == "no such form":
                signed.add(article)  # it was signed, though the acknowledgement was lost
            raise
        person.send(f"{path}approve/", fields)
        signed.add(article)
        load.ledger.approvals.append((article, "first"))

    return act


def publishes(load: Load, person: Person, issues: list[int]) -> Callable[[random.Random, int], None]:
    """Publishes issues and takes them off again, by turns."""

    def act(chance: random.Random, number: int) -> None:
        issue = issues[number % len(issues)]
        was, _certain = load.ledger.issues.get(issue, (False, True))
        load.ledger.issues[issue] = (was, False)
        path = f"/desk/issues/issue/{issue}/"
        page = "withdraw/" if was else "publish/"
        try:
            fields = person.form(path + page, "")
        except Refused as error:
            if str(error) in ("302", "404", "no such form"):  # it is done, though the acknowledgement was lost
                load.ledger.issues[issue] = (not was, False)
            raise
        person.send(path + page, {**fields, "reason": "日期印错，改好再出。"})
        load.ledger.issues[issue] = (not was, True)
        load.ledger.turns += 1

    return act


def sends_photos(load: Load, person: Person) -> Callable[[random.Random, int], None]:
    """Uploads photos, whose smaller copies the worker makes."""

    def act(chance: random.Random, number: int) -> None:
        fields = person.form("/desk/articles/article/add/")
        photo = image_bytes((600 + chance.randrange(200), 400))
        token = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
        files = {"upload": ("photo.jpg", photo, "image/jpeg")}
        answer = person.send("/desk/articles/article/photos/upload/", token, files=files)
        load.ledger.photos.append(answer.json()["photo"])

    return act


def reads(load: Load, site: str, paths: list[str]) -> Callable[[random.Random, int], None]:
    """Reads public pages."""
    session = requests.Session()

    def act(chance: random.Random, number: int) -> None:
        try:
            status = str(session.get(site + chance.choice(paths), timeout=TIMEOUT).status_code)
        except requests.RequestException as error:
            status = type(error).__name__
        load.ledger.answers[status] += 1

    return act
