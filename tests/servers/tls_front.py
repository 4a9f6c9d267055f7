"""TLS in front of a server that cannot speak it itself, as stunnel does."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from pathlib import Path

from maild.demo.tls import Certificates
from tests.servers.waiting import LONG_S

_OCTETS = 65_536


class TlsFront:
    """Listens with TLS on `port` and hands everything on to `behind` (on loopback), until `close`."""

    def __init__(self, certificates: Certificates, behind: int) -> None:
        self.port = 0
        self._behind = behind
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(Path(certificates.cert_file), Path(certificates.key_file))
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tls-front", daemon=True)
        self._thread.start()
        assert self._ready.wait(LONG_S)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONG_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.CancelledError):
        while octets := await reader.read(_OCTETS):
            writer.write(octets)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
