"""A mail server that is not ours (aiosmtpd): `mail.py smtps|smtp CERTIFICATE KEY USER PASSWORD`.

Speaks TLS from the beginning, or after STARTTLS, and takes nothing from whoever has not logged in over TLS. Prints its port,
then a line for each message: sender, recipients, subject and text, decoded.
"""
import email
import email.policy
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

scheme, certificate, key, user, password = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


class Taker:
    async def handle_DATA(self, _server, _session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print("%s -> %s: %s: %s" % (envelope.mail_from, ", ".join(envelope.rcpt_tos), message["Subject"],
                                    message.get_content().strip().replace("\n", " ")), flush=True)
        return "250 taken"


def authenticate(_server, _session, _envelope, mechanism, data):
    return AuthResult(success=mechanism in ("PLAIN", "LOGIN") and data.login == user.encode() and data.password == password.encode())


class Server(Controller):
    def factory(self):
        start = None if scheme == "smtps" else context
        return SMTP(self.handler, authenticator=authenticate, auth_required=True, auth_require_tls=scheme != "smtps",
                    tls_context=start, require_starttls=start is not None, hostname="mail.test")


server = Server(Taker(), hostname="127.0.0.1", port=0, ssl_context=context if scheme == "smtps" else None)
server.port = 0
try:
    server.start()
except OSError:
    # It looks for itself at the port it was given, which is none; it listens all the same.
    pass
print(server.server.sockets[0].getsockname()[1], flush=True)
threading.Event().wait()
