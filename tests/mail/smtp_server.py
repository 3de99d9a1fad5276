"""A mail server for the tests: aiosmtpd, which does what its one argument (JSON) says.

{"security": "starttls" | "tls" | "none", "certificate": FILE, "key": FILE, "login": [NAME, PASSWORD], "answers": [...]}

The answers to mails are given in turn; the last one stays. The first line of the output is {"port": N}; then there is a line
for every mail that arrives, whatever it is answered.
"""

import asyncio
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

told = json.loads(sys.argv[1])
# What it has to say about handshakes that a test makes fail belongs in no test's output.
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def say(line):
    print(json.dumps(line), flush=True)


class Handler:
    def __init__(self):
        self.answers = list(told.get("answers", []))

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if len(self.answers) > 1 else (self.answers or ["250 OK"])[0]
        say({
            "connection": session.peer[1],
            "greeting": session.host_name,
            "protected": server.transport.get_extra_info("sslcontext") is not None,
            "login": session.auth_data,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("utf-8"),
            "answer": answer,
        })
        return answer


def authenticate(server, session, envelope, mechanism, data):
    name, password = told["login"]
    if isinstance(data, LoginPassword) and data.login == name.encode() and data.password == password.encode():
        return AuthResult(success=True, auth_data=name)
    return AuthResult(success=False, handled=False)


async def main():
    context = None
    if told["security"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(told["certificate"], told["key"])
    starttls = told["security"] == "starttls"
    login = "login" in told
    handler = Handler()

    def protocol():
        return SMTP(
            handler,
            hostname="mail.test",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=authenticate if login else None,
            auth_required=login,
            auth_require_tls=starttls,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=None if starttls else context)
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main())
