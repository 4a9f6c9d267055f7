"""A browser as the desk sees one: cookies, forms with their hidden fields, and the question before a change."""

from __future__ import annotations

import re
import warnings
from html.parser import HTMLParser
from typing import Any

from maild.store import desk as accounts
from maild.web import session as sessions
from maild.web.desk import Desk

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have httpx2
    from starlette.testclient import TestClient

ORIGIN = "http://127.0.0.1:8025"


class Page(HTMLParser):
    """What a page holds: its words, its links, its forms with the fields they carry."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.status: int = answer.status_code
        self.headers = answer.headers
        self.html: str = answer.text
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self._quiet = 0
        self._select = ""
        self.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def form(self, path: str) -> dict[str, str]:
        """The fields of the first form that goes to `path`."""
        return next(fields for action, fields in self.forms if action == path)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag in ("input", "textarea") and self.forms and given.get("type") not in ("checkbox", "file"):
            self.forms[-1][1][given.get("name", "")] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self.forms:
            fields = self.forms[-1][1]
            if "selected" in given or self._select not in fields:
                fields[self._select] = given.get("value", "")
        elif tag in ("style", "script"):
            self._quiet += 1

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._words.append(data)


class Browser:
    def __init__(self, app: Any, desk: Desk) -> None:
        self.desk = desk
        self.client = TestClient(app, base_url=ORIGIN, follow_redirects=False)
        self.token = ""

    def sign_in(self, name: str) -> Browser:
        """As if the password had been typed: trying it costs a tenth of a second each time."""
        with self.desk.reader.view() as look:
            user = accounts.find(look.connection, name)
        assert user is not None
        self.token = sessions.begin(self.desk, user, self.desk.home.clock())
        self.client.cookies.set(sessions.SESSION, self.token, domain="127.0.0.1")
        return self

    @property
    def csrf(self) -> str:
        return sessions.form_secret(self.token)

    def get(self, path: str, **more: Any) -> Page:
        return Page(self.client.get(path, **more))

    def post(self, path: str, files: Any = None, **fields: object) -> Page:
        """Send a form and, where it worked, look at the page it leads to."""
        data = {"csrf": self.csrf, **{name: str(value) for name, value in fields.items()}}
        answer = self.client.post(path, data=data, files=files)
        if answer.status_code == 303:
            return self.get(answer.headers["location"])
        return Page(answer)

    def submit(self, page: Page, path: str, **fields: object) -> Page:
        """Fill in the form of a page and send it."""
        return self.post(path, **{**page.form(path), **fields})

    def confirm(self, page: Page, path: str, **fields: object) -> Page:
        """Say yes where a page asks back, typing the number it asks for."""
        assert "Xác nhận" in page.text, page.text
        typed = re.search(r"Gõ lại số (\d+)", page.text)
        more = {"typed": typed[1]} if typed else {}
        return self.submit(page, path, confirmed="yes", **{**more, **fields})
