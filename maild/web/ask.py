"""What a page gets: who asks, what was sent, and the ways to answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from maild.actions import plans, rounds, told
from maild.actions.actor import Actor, Role
from maild.actions.moments import day_of, moment_of
from maild.errors import InputRefused, MaildError, NeedsPerson
from maild.jobs.patience import patiently
from maild.model import Round
from maild.rules import FOLDS
from maild.rules.brakes import TYPED_COUNT_FROM
from maild.store import View
from maild.store import desk as accounts
from maild.store.desk import Session, User
from maild.web.desk import Desk
from maild.web.session import form_secret
from maild.web.table import Page
from maild.words import WORDS, say

PAGE_OF = 50  # rows of a long list
_MOST_TEXT = 2_000
_NOT_KEPT = ("csrf", "confirmed", "typed")


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of officials: `unit_id` restricts to one unit; `names`, whether any is named."""

    unit_id: int | None
    names: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """A piece of a long list. `fields` are what the links to the other pieces carry on."""

    page: int
    total: int
    path: str
    fields: Mapping[str, str]
    by_post: bool = False  # where a field must not stand in an address
    name: str = "page"  # its own field: a page may show several lists
    size: int = PAGE_OF

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def near(self) -> list[int]:
        """The numbers to offer: first, last, and those around this one; 0 stands for a gap."""
        wanted = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        found: list[int] = []
        for number in wanted:
            if found and number > found[-1] + 1:
                found.append(0)
            found.append(number)
        return found

    def query(self, page: int) -> str:
        return urlencode({**{name: value for name, value in self.fields.items() if value}, self.name: page})


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was sent and not carried out: where it went, why not, and what was typed into it."""

    path: str
    said: str
    form: Mapping[str, str]


class Ask:
    """One request of somebody who is signed in and may ask for this page."""

    def __init__(
        self,
        desk: Desk,
        page: Page,
        request: Request,
        form: FormData,
        session: Session,
        token: str,
        language: str,
        refused: Refused | None = None,
    ) -> None:
        self.desk = desk
        self.home = desk.home
        self.page = page
        self.request = request
        self.form = form
        self.session = session
        self.language = language
        self.refused = refused
        self.now = desk.home.clock()
        self._token = token

    def instead(self, page: Page, request: Request, refused: Refused) -> Ask:
        """The same person at the page on which a form stands that was refused."""
        return Ask(self.desk, page, request, FormData(), self.session, self._token, self.language, refused)

    # ------------------------------------------------------------ who asks

    @property
    def user(self) -> User:
        return self.session.user

    @property
    def role(self) -> str:
        return self.user.role

    @property
    def actor(self) -> Actor:
        """For `actions/`: the name is the account's, so a second person is another account."""
        role: Role = self.user.role  # type: ignore[assignment]  # the table allows no other
        return Actor(self.user.name, role)

    @property
    def sight(self) -> Sight:
        match self.role:
            case "coordinator" | "approver":
                return Sight(None, names=True)
            case "leader":
                return Sight(None, names=self.home.config.alerts.leadership_sees_names)
            case "head":
                return Sight(self.user.unit_id, names=True)
        return Sight(None, names=False)

    def may(self, method: str, path: str) -> bool:
        """Whether a page of the table, by its path there, is for whoever asks: a button that is not, is not shown."""
        return any(
            one.method == method and one.path == path and self.role in one.roles for one in self.desk.pages
        )

    # ------------------------------------------------------------ what was sent

    @contextmanager
    def view(self) -> Iterator[View]:
        """A short look, over a connection that cannot write. Read into memory and leave."""
        with self.desk.reader.view() as look:
            yield look

    def refused_at(self, path: str) -> bool:
        """Whether the form that goes to `path` is the one that was refused."""
        return self.refused is not None and self.refused.path == path

    def given(self, path: str, name: str, otherwise: object) -> object:
        """What a field of the form to `path` holds: what was typed, where it was refused."""
        if self.refused is None or self.refused.path != path:
            return otherwise
        return self.refused.form.get(name, "")

    def path(self, name: str) -> int:
        """A number of the page's path, like `plan` in `/plans/{plan:int}`."""
        found: int = self.request.path_params[name]
        if found >= 1 << 31:
            raise InputRefused("desk.no_such_page")
        return found

    def word(self, name: str, allowed: Collection[str] = ()) -> str:
        """A field of the form, or of the address for a page that is only shown; of `allowed`, or empty."""
        given = self.form.get(name) if name in self.form else self.request.query_params.get(name, "")
        text = given.strip()[:_MOST_TEXT] if isinstance(given, str) else ""
        text = "".join(char for char in text if char.isprintable() or char in "\r\n\t")
        return text if not allowed or text in allowed else ""

    def untouched(self, name: str) -> bool:
        """Whether a field that was filled in with what was known came back as it was shown.

        Then it says nothing: what somebody else has changed meanwhile stays.
        """
        return f"was_{name}" in self.form and self.word(name) == self.word(f"was_{name}")

    def number(self, name: str) -> int | None:
        text = self.word(name)
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None

    def flag(self, name: str) -> bool:
        return self.word(name) == "yes"

    def needed(self, name: str, label: str) -> str:
        """A field that must be filled in; `label` is the word under which the reader knows it."""
        text = self.word(name)
        if not text:
            raise InputRefused("desk.empty_field", field=label)
        return text

    def day(self, name: str, label: str) -> date:
        text = self.needed(name, label)
        found = day_of(text)
        if found is None:
            raise InputRefused("desk.bad_day", field=label, value=text[:40])
        return found

    def moment(self, name: str, label: str) -> datetime:
        """Day and time as an office writes them, either first (`17h00 ngày 27/11/2026`); in the province's zone."""
        text = self.needed(name, label)
        found = moment_of(text, self.home.config.zone)
        if found is None:
            raise InputRefused("desk.bad_moment", field=label, value=text[:40])
        return found

    def upload(self, name: str) -> tuple[str, bytes]:
        """The file that was sent, with the name it came under."""
        given = self.form.get(name)
        if not isinstance(given, UploadFile) or not given.filename:
            raise InputRefused("desk.no_file")
        return given.filename, given.file.read()

    def round(self, look: View) -> Round:
        """The round that is meant: by its number in the field `round`, else the one that runs or the newest."""
        from maild.store import rounds as stored

        number = self.number("round")
        found = None if number is None else stored.get(look.connection, number)
        return found or rounds.chosen(look)

    def pager(
        self, total: int, fields: Mapping[str, str], *, by_post: bool = False, name: str = "page"
    ) -> Pager:
        page = min(max(self.number(name) or 1, 1), max(1, -(-total // PAGE_OF)))
        return Pager(page, total, self.request.url.path, fields, by_post, name)

    # ------------------------------------------------------------ the answer

    def say(self, word: str, **facts: Any) -> str:
        return say(word, self.language, **facts)

    def local(self, at: datetime) -> str:
        """A moment as the pages write it."""
        return at.astimezone(self.home.config.zone).strftime("%H:%M %d/%m/%Y")

    def render(self, template: str, *, http: int = 200, **values: Any) -> Response:
        text = self.desk.room.page(template, self.language, {**self.frame(), **values})
        response = HTMLResponse(text, status_code=http)
        if self.session.flash:
            self._tell([])
        return response

    def part(self, template: str, **values: Any) -> Response:
        """A piece of a page that is open already: what is told once waits for a whole one."""
        return HTMLResponse(self.desk.room.page(template, self.language, {**self.frame(), **values}))

    def frame(self) -> dict[str, Any]:
        """What every page's template may use."""
        here = self.request.url.path
        menu = [one for one in self.desk.pages if one.nav and self.role in one.roles]
        return {
            "ask": self,
            "user": self.user,
            "base": self.desk.base,
            "csrf": form_secret(self._token),
            "menu": [(one.path, one.nav, _within(here, one.path)) for one in menu],
            "flash": self.session.flash,
            "here": here,
            "now": self.now,
            "rehearsal": self.home.config.mode != "live",
        }

    def done(
        self,
        path: str,
        word: str,
        *,
        undo: tuple[str, Mapping[str, str]] | None = None,
        **facts: Any,
    ) -> Response:
        """Go to a page and tell there what was done; `undo` is the path and the form that take it back.

        Facts are numbers and words of the catalogue: what is told is kept until it is read.
        """
        shown: dict[str, Any] = {"word": word, "facts": facts}
        if undo is not None:
            shown |= {"undo": undo[0], "fields": dict(undo[1])}
        self._tell([*self.session.flash, shown][-5:])
        return self.to(path)

    def file(self, name: str, kind: str, octets: bytes) -> Response:
        """A file to keep; its name names nobody."""
        held = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(octets, media_type=kind, headers=held)

    def to(self, path: str) -> Response:
        return RedirectResponse(f"{self.desk.base}{path}", status_code=303)

    def confirm(
        self,
        word: str,
        *,
        count: int = 0,
        lines: Sequence[str] = (),
        button: str = "desk.confirm.go",
        back: str = "/",
        **facts: Any,
    ) -> Response | None:
        """Say what a change will do before it does it; None when whoever asks has said yes to it.

        `count` is how many people it is for: above fifty he types it, as on the command line.
        """
        error = ""
        if self.flag("confirmed"):
            try:
                plans.check_count(count, self.number("typed"))
            except NeedsPerson:
                error = self.say("desk.confirm.typed", count=count)
            else:
                return None
        fields = [
            (name, value)
            for name, value in self.form.multi_items()
            if name not in _NOT_KEPT and isinstance(value, str)
        ]
        return self.render(
            "confirm.html",
            http=422 if error else 200,
            question=self.say(word, **{"count": count, **facts}),
            lines=lines,
            fields=fields,
            typed=count > TYPED_COUNT_FROM,
            count=count,
            button=button,
            back=back,
            error=error,
        )

    def sentence(self, error: MaildError | OSError) -> str:
        return sentence(error, self.language)

    def _tell(self, flash: Sequence[Mapping[str, Any]]) -> None:
        def write() -> None:
            with self.home.store.unit(FOLDS) as unit:
                accounts.tell(unit.connection, self.session.digest, flash)

        patiently(write)


def sentence(error: MaildError | OSError, language: str) -> str:
    """An error in the desk's words where the common ones name a command or its option."""
    own = getattr(error, "text", "")
    word = f"at_desk.{own}" if f"at_desk.{own}" in WORDS else ""
    text = told.sentence(error, language, word)
    begins_with_a_name = WORDS.get(word or own, ("",))[0].startswith("{")
    return text if begins_with_a_name else text[:1].upper() + text[1:]


def _within(here: str, path: str) -> bool:
    return here == path or (path != "/" and here.startswith(f"{path}/"))
