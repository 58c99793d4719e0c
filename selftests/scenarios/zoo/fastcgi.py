# SPDX-License-Identifier: GPL-2.0-only
# fastcgi.py SCRIPT: one request to 127.0.0.1:9000; prints the answer's body.
import socket
import struct
import sys


def record(kind, data):
    return struct.pack(">BBHHBB", 1, kind, 1, len(data), 0, 0) + data


def pair(name, value):
    return bytes([len(name), len(value)]) + name.encode() + value.encode()


script = sys.argv[1]
parameters = pair("SCRIPT_FILENAME", script) + pair("REQUEST_METHOD", "GET") + pair("SCRIPT_NAME", "/x")
with socket.create_connection(("127.0.0.1", 9000)) as s:
    s.sendall(record(1, struct.pack(">HB5x", 1, 0)) + record(4, parameters) + record(4, b"") + record(5, b""))
    answer = b""
    stream = s.makefile("rb")
    while True:
        head = stream.read(8)
        if len(head) < 8:
            break
        _, kind, _, length, padding, _ = struct.unpack(">BBHHBB", head)
        data = stream.read(length + padding)[:length]
        if kind == 6:
            answer += data
        if kind == 3:
            break
print(answer.decode().split("\r\n\r\n", 1)[-1].strip())
