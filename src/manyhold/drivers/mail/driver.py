"""Mail by SMTP, always under TLS: from the first byte, or by STARTTLS before anything is said.

`Message-ID` is made of our own id, so that programs recognise what was sent twice. A notice says how to unsubscribe
(RFC 2369, RFC 8058).
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from manyhold.drivers.plain import Plain
from manyhold.drivers.road import AddressRefused, Road
from manyhold.foundation.messaging.channels.port import Field, Outgoing, Refused, Terms
from manyhold.kernel.clock import Clock
from manyhold.kernel.scoping.session import is_writing

SECONDS = 15.0
WHOLE_SECONDS = 60.0
"""The most that a mail takes, however slowly a server's bytes trickle: its connection is cut then."""


class SmtpMail(Plain):
    """The driver; `trust` is what servers prove themselves by."""

    fields = (
        Field("host"),
        Field("port", is_required=False, default="465"),
        Field("security", is_required=False, default="tls", choices=("tls", "starttls")),
        Field("user"),
        Field("password", is_secret=True),
        Field("sender"),
    )

    def __init__(self, road: Road, clock: Clock, trust: ssl.SSLContext | None = None) -> None:
        self._road = road
        self._clock = clock
        self.trust = trust or ssl.create_default_context()

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        assert not is_writing(), "no network call inside a write transaction"
        mail = self._written(terms, message)
        try:
            with self._server(terms) as server:
                server.login(terms["user"], terms["password"])
                server.send_message(mail)
        except smtplib.SMTPAuthenticationError:
            raise Refused("sign_in_refused") from None
        except smtplib.SMTPRecipientsRefused as error:
            code = next((said[0] for said in error.recipients.values()), 550)
            raise Refused(f"smtp_{code}", may_retry=code < 500) from None
        except smtplib.SMTPResponseException as error:
            raise Refused(f"smtp_{error.smtp_code}", may_retry=error.smtp_code < 500) from None
        except ssl.SSLError:
            raise Refused("certificate_refused") from None
        except AddressRefused:
            raise Refused("address_not_public") from None
        except TimeoutError:
            raise Refused("timed_out", may_retry=True) from None
        except (smtplib.SMTPException, OSError):
            raise Refused("not_reached", may_retry=True) from None
        return str(mail["Message-ID"]).strip("<>")

    def _server(self, terms: Terms) -> smtplib.SMTP:
        host, port = terms["host"], int(terms["port"])
        if terms["security"] == "tls":
            return _Tls(self._road, host, port, context=self.trust)
        server = _Plain(self._road, host, port)
        server.starttls(context=self.trust)
        return server

    def _written(self, terms: Terms, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = terms["sender"], message.address
        mail["Subject"] = f"{message.title}：{message.text[:60]}".replace("\n", " ")
        mail["Date"] = format_datetime(self._clock.now())
        domain = parseaddr(terms["sender"])[1].rpartition("@")[2] or terms["host"]
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        lines = [message.text, message.url]
        if message.unsubscribe_url:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            lines.append(f"退订 Unsubscribe: {message.unsubscribe_url}")
        mail.set_content("\n\n".join(filter(None, lines)) + "\n")
        return mail


class _Plain(smtplib.SMTP):
    """Connects to the very address that was judged, for so long."""

    def __init__(self, road: Road, host: str, port: int, **more: Any) -> None:
        self._road = road
        self._end = threading.Timer(WHOLE_SECONDS, self._cut)
        self._end.daemon = True
        super().__init__(host, port, timeout=SECONDS, **more)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = socket.create_connection((self._road.judged(host, port), port), timeout)
        self._end.start()
        return connected

    def close(self) -> None:
        self._end.cancel()
        super().close()

    def _cut(self) -> None:
        # Past TLS, whose state belongs to the thread that reads: that one sees an end of the stream.
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _Tls(_Plain, smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> ssl.SSLSocket:
        plain = super()._get_socket(host, port, timeout)
        return self.context.wrap_socket(plain, server_hostname=host)
