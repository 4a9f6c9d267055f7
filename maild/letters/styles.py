"""A page's style sheet written into its elements, which is all that mail programs keep of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from maild.errors import TemplateError

if TYPE_CHECKING:
    import css_inline


def inlined(page: str, name: str) -> str:
    """`page` with its styles in place, nothing fetched. Raises TemplateError, which calls the page `name`."""
    import css_inline  # 2 MB that an idle daemon need not hold

    try:
        return _inliner().inline(page)
    except (css_inline.InlineError, ValueError) as error:
        raise TemplateError("template_says.styles", where=name, why=str(error)) from None


@cache
def _inliner() -> css_inline.CSSInliner:
    import css_inline

    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
