"""Pictures of every letter for docs/letters, as a phone (390 pixels) and a desktop (900) show it.

`python -m tests.letters.pictures` makes them anew with Debian's chromium; look at them before committing. With Pillow
beside it they have 256 colours and a third of the size.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from playwright.sync_api import sync_playwright

from maild.letters import LetterRoom, NoticeRoom
from maild.model import Code
from tests.letters.notice_samples import SAMPLES
from tests.letters.test_golden import facts

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"phone": 390, "desktop": 900}
PLACE = Path(__file__).parents[2] / "docs" / "letters"


def pages() -> Iterator[tuple[str, str]]:
    """Name and HTML of each mail: all in Vietnamese, the first reminder in English too."""
    room, notices = LetterRoom(), NoticeRoom()
    for code in Code:
        yield f"{code.value}.vi", room.render(code, facts(code, "vi"), "vi").html
    yield "R1.en", room.render(Code.R1, facts(Code.R1, "en"), "en").html
    for sample in SAMPLES:
        yield f"{type(sample).__name__[:2]}.vi", notices.render(sample, "vi").html


def shrink(path: Path) -> None:
    try:
        image = import_module("PIL.Image")
    except ModuleNotFoundError:
        return
    image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def main() -> None:
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for device, width in WIDTHS.items():
            page = browser.new_page(viewport={"width": width, "height": 400})
            for name, html in pages():
                path = PLACE / f"{name}.{device}.png"
                page.set_content(html)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
                page.screenshot(path=path, full_page=True)
                shrink(path)
        browser.close()


if __name__ == "__main__":
    main()
