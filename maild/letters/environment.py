"""The one place where templates meet Jinja2: a sandbox that reads its directories and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

import jinja2
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from maild.errors import TemplateError
from maild.letters.phrases import FILTERS

OUTPUT_LIMIT = 200_000  # characters of one rendered part of a mail
PAGE_LIMIT = 16_000_000  # of a report as a page, whose tables are cut before: see jobs/pages.py
_SOURCE_LIMIT = 200_000  # octets of one template
_KEPT_FILTERS = ("e", "escape", "join", "length", "lower", "select", "trim", "upper")


class Directories(BaseLoader):
    """Finds a template in the first directory that has it; a link that leads outside finds nothing.

    Each is read once: what is rendered and what is digested for an approval are always the same text.
    """

    def __init__(self, directories: Sequence[Path]) -> None:
        self._roots = tuple(directory.resolve() for directory in directories)
        self._read: dict[str, str] = {}

    def path(self, name: str) -> Path | None:
        for root in self._roots:
            path = (root / name).resolve()
            if path.is_relative_to(root) and path.is_file():
                return path
        return None

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template in self._read:
            return self._read[template], template, lambda: True
        path = self.path(template)
        if path is None:
            raise TemplateNotFound(template)
        octets = path.read_bytes()
        if len(octets) > _SOURCE_LIMIT:
            raise TemplateError("template_says.too_long", where=template, most=_SOURCE_LIMIT)
        try:
            source = octets.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise TemplateError("template_says.not_utf8", where=template) from None
        self._read[template] = source.replace("\r\n", "\n")
        return self._read[template], template, lambda: True


@dataclass(frozen=True, slots=True)
class Uses:
    """What a template asks for: other templates (None: named by a variable), variables, macros of others."""

    templates: tuple[str | None, ...]
    variables: frozenset[str]
    macros: frozenset[str]


class Sandbox(ImmutableSandboxedEnvironment):
    """Variables, a few filters, `if`, `for`, blocks and macros: all that a letter needs.

    The stock sandbox lets a template ask for `'a' * 10**9` or a string's own
    `center(10**9)`; here arithmetic on texts and methods of plain values are off.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, directories: Sequence[Path], extra_filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            loader=Directories(directories),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self.globals.clear()
        stock = {name: self.filters[name] for name in _KEPT_FILTERS}
        self.filters.clear()
        self.filters.update(stock | dict(FILTERS) | dict(extra_filters))
        self._uses: dict[str, Uses] = {}

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, str) or isinstance(right, str) or operator == "**":
            raise SecurityError(f"the operator {operator} is not for templates")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> None:
        """No `str.format`, not even the stock sandbox's own: it can be asked for a gigabyte of padding."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        plain = isinstance(obj, str | int | float | list | tuple | dict)
        return not (plain and callable(value)) and super().is_safe_attribute(obj, attr, value)

    def find(self, name: str) -> Path | None:
        loader = self.loader
        return loader.path(name) if isinstance(loader, Directories) else None

    def text(self, name: str, values: Mapping[str, Any], most: int = OUTPUT_LIMIT) -> str:
        """Render a template into at most so many characters. TemplateError names template and line, never a value."""
        with told_as_template_error(name):
            parts: list[str] = []
            size = 0
            for part in self.get_template(name).generate(values):
                size += len(part)
                if size > most:
                    raise TemplateError("template_says.renders_long", where=name, most=most)
                parts.append(part)
            return "".join(parts)

    def uses(self, name: str) -> Uses:
        """What a template asks for. Parsed once: like what is rendered, it is as it was when first looked at."""
        found = self._uses.get(name)
        if found is None:
            parsed = self.parse(self.source(name), name=name, filename=name)
            # Macros taken from another template: inside its blocks Jinja2 does not count them as declared.
            imported = {
                one if isinstance(one, str) else one[1]
                for node in parsed.find_all(nodes.FromImport)
                for one in node.names
            }
            found = self._uses[name] = Uses(
                tuple(meta.find_referenced_templates(parsed)),
                frozenset(meta.find_undeclared_variables(parsed)),
                frozenset(imported),
            )
        return found

    def source(self, name: str) -> str:
        if self.loader is None:
            raise TemplateNotFound(name)
        return self.loader.get_source(self, name)[0]

    def with_referenced(self, name: str) -> list[str]:
        """`name` and every template that it extends, includes or imports, sorted.

        A reference that is only known while rendering is refused: what a person
        approves must be all that can go out.
        """
        known: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in known:
                continue
            known.add(current)
            with told_as_template_error(current):
                for other in self.uses(current).templates:
                    if other is None:
                        raise TemplateError("template_says.by_variable", where=current)
                    waiting.append(other)
        return sorted(known)


@contextmanager
def told_as_template_error(name: str) -> Iterator[None]:
    """Turn whatever a template does wrong into a sentence with its name and line."""
    try:
        yield
    except TemplateError:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(
            "template_says.error", where=f"{error.name or name}:{error.lineno}", why=error.message
        ) from None
    except TemplateNotFound as error:
        raise TemplateError("template_says.no_template", where=name, name=error.name) from None
    except jinja2.TemplateError as error:
        raise TemplateError("template_says.error", where=_where(error, name), why=error.message) from None
    except (RecursionError, MemoryError, OverflowError, ArithmeticError):
        raise TemplateError("template_says.too_much", where=name) from None
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise TemplateError(
            "template_says.expression", where=_where(error, name), what=type(error).__name__
        ) from None


def _where(error: Exception, name: str) -> str:
    """Template and line of the innermost frame that belongs to a template; Jinja2 rewrites them so."""
    ours = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith((".txt", ".html"))]
    return f"{ours[-1].filename}:{ours[-1].lineno}" if ours else name
