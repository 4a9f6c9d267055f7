"""Lotus Notes and Domino."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="domino",
        signs=("was not delivered to:", "not listed in domino directory", "failure reasons"),
        cues=("was not delivered to:", "failure reasons  --------", "failure reasons"),
        where="any",
    ),
)
