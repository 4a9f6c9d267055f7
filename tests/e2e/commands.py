"""Many commands for the price of one start: each line of stdin is a command, run in a process of its own.

    {"words": ["why", "OFF-0001"], "environment": {"SUDO_USER": "binh"}}

The answer is one line too: {"code": 0, "out": "…", "err": "…"}. The rooms are loaded once, then every command
is a fork that runs `maild.cli.main`, as the installed program does.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn


def _child(words: list[str], environment: dict[str, str], out: int, err: int) -> NoReturn:
    code = 1
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.environ.update(environment)
        sys.argv = ["maild", *words]
        from maild.cli import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    import maild.cli  # noqa: F401 - loaded before the forks
    from maild import wiring
    from maild.config import load

    wiring.build(load(Path(os.environ["MAILD_CONFIG"]))).store.close()  # and whatever is loaded at first use
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if not child:
                _child(asked["words"], asked["environment"], out.fileno(), err.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "replace"))
        print(json.dumps({"code": code, "out": texts[0], "err": texts[1]}), flush=True)


if __name__ == "__main__":
    main()
