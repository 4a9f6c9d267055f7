"""A way to a server that can be made to swallow everything, as a firewall does that has lost its table."""

from __future__ import annotations

import asyncio
import contextlib
import threading

from tests.servers.waiting import LONG_S

_OCTETS = 65_536


class Passage:
    """Listens on `port` and hands on to `behind`, on loopback. While `swallows`, connections are taken and nothing
    passes; those that were open or came meanwhile stay dead for ever. `open` of them stand now."""

    def __init__(self, behind: int) -> None:
        self.port = 0
        self.swallows = False
        self.open = 0
        self._behind = behind
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="passage", daemon=True)
        self._thread.start()
        assert self._ready.wait(LONG_S)

    def __enter__(self) -> Passage:
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONG_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dead = [self.swallows]
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        self.open += 1
        try:
            await asyncio.gather(
                self._copy(reader, inner_writer, dead), self._copy(inner_reader, writer, dead)
            )
        finally:
            self.open -= 1

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dead: list[bool]
    ) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while octets := await reader.read(_OCTETS):
                dead[0] = dead[0] or self.swallows
                if not dead[0]:
                    writer.write(octets)
                    await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
