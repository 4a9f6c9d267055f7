"""DragonFly Mail Agent: plain text, one recipient a notice, never a warning."""

from __future__ import annotations

from maild.decode.dialects.notice import Dialect

DIALECTS = (
    Dialect(
        name="dma",
        signs=("this is the dragonfly mail agent", "this is the dma at ", "dragonfly mail agent"),
        cues=("there was an error delivering your mail to ",),
    ),
)
