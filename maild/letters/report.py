"""Pages for people at the desk: self-contained HTML from `templates/<locale>/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from maild.letters.environment import Sandbox
from maild.shipped import shipped_directory


class ReportRoom:
    """Renders reports from plain values. A page holds everything it shows and fetches nothing."""

    def __init__(self, directories: Sequence[Path] = ()) -> None:
        self._sandbox = Sandbox([*directories, shipped_directory("templates")], {})

    def status_page(self, facts: Mapping[str, Any], locale: str) -> str:
        """Where a round stands. Raises TemplateError."""
        return self._sandbox.text(f"{locale}/report.html", dict(facts))
