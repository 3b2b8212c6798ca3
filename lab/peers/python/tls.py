"""pymodbus and ssl as a Modbus/TCP Security client, told what to do line by line; each line is answered by one.

connect PORT CERTIFICATE KEY    "connected TLSv1.3"
read ADDRESS COUNT              words in hex, or "exception N"
write ADDRESS WORD              "written" or "exception N"; function code 6
writes ADDRESS WORD ...         the same with function code 16
ended                           waits until the server ends the connection: "ended"
"""

import ssl
import sys

from pymodbus.client import ModbusTlsClient
from pymodbus.exceptions import ModbusIOException
from pymodbus.transaction import ModbusSocketFramer

TIMEOUT = 10


class OneConnection(ModbusTlsClient):
    """pymodbus over one TLS connection that is never replaced.

    pymodbus waits with select(), which sees neither what TLS has decrypted already nor that a session ticket is no
    answer; here the socket itself waits.
    """

    def connect(self):
        if not self.socket and not super().connect():
            sys.exit("cannot connect")
        return True

    def close(self):
        """What came of a transaction must not end the connection: only the server may."""

    def recv(self, size):
        self.socket.settimeout(TIMEOUT)
        data = b""
        while len(data) < size:
            chunk = self.socket.recv(size - len(data))
            if not chunk:
                raise ConnectionResetError("the server ended the connection")
            data += chunk
        return data


def connect(port, certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.load_cert_chain(certificate, key)
    # The framer with a header is what the Modbus/TCP Security specification asks for.
    client = OneConnection(
        "127.0.0.1", int(port), framer=ModbusSocketFramer, sslctx=context, timeout=TIMEOUT, retries=0
    )
    client.connect()
    return client


def told(response):
    if isinstance(response, ModbusIOException):
        return "silence"
    if response.isError():
        return "exception %d" % response.exception_code
    if hasattr(response, "registers"):
        return " ".join("%04x" % value for value in response.registers)
    return "written"


def main():
    client = None
    for line in sys.stdin:
        order, *words = line.split()
        if order == "connect":
            client = connect(*words)
            answer = "connected " + client.socket.version()
        elif order == "read":
            answer = told(client.read_holding_registers(int(words[0]), int(words[1]), slave=1))
        elif order == "write":
            answer = told(client.write_register(int(words[0]), int(words[1], 16), slave=1))
        elif order == "writes":
            answer = told(client.write_registers(int(words[0]), [int(word, 16) for word in words[1:]], slave=1))
        elif order == "ended":
            answer = "ended" if client.socket.recv(1) == b"" else "more"
        else:
            raise ValueError(line)
        print(answer, flush=True)


main()
