"""A table of rules in `config/rules` that an operator may overlay: one TOML section a rule, named by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from maild.errors import ConfigError
from maild.faults import Found, TomlText
from maild.model import BounceRule, ReplyRule
from maild.shipped import shipped_directory

MOST = 500  # rules in a table, and characters of a value

Rule = TypeVar("Rule", bound=BounceRule | ReplyRule)


@dataclass(frozen=True, slots=True)
class RuleTable(Generic[Rule]):
    """`faults` names what is wrong with a section, in the language of the messages; `make` reads a right one."""

    file: str
    faults: Callable[[str, dict[str, Any], str], Iterable[Found]]
    make: Callable[[str, dict[str, Any]], Rule]

    def of(self, directory: Path | None = None, language: str = "vi") -> tuple[Rule, ...]:
        """The rules of this table in `directory`, over those of the shipped one by their id, theirs first.

        Raises ConfigError with every fault.
        """
        shipped = shipped_directory("config") / "rules"
        files = [shipped / self.file]
        if directory is not None and directory.resolve() != shipped.resolve():
            own = directory / self.file
            files = [own, *files] if own.exists() else files
        found: dict[str, Rule] = {}
        for file in files:
            for rule in self.read(file, language):
                found.setdefault(rule.id, rule)
        return tuple(found.values())

    def read(self, file: Path, language: str = "vi", label: str = "") -> tuple[Rule, ...]:
        """The rules of one file, in their order. Raises ConfigError with every fault, which names it `label`."""
        label = label or f"rules/{self.file}"
        text = TomlText()
        text.add(file, label)
        found = list(text.found)
        rules: list[Rule] = []
        for name, said in text.data.items():
            if not isinstance(said, dict):
                found.append(Found((name,), "section", {"name": name}))
                continue
            wrong = list(self.faults(name, said, language))
            found += wrong
            if not wrong:
                rules.append(self.make(name, said))
        if len(rules) > MOST:
            found.append(Found((), "too_many_rules", {"most": MOST}, label))
        if found:
            raise ConfigError([text.fault(one, language, label) for one in found])
        return tuple(rules)
