# SPDX-License-Identifier: GPL-2.0-only
# A service's ordinary day: a database, child processes, a server and its client, modules it compiles for itself.
import hashlib
import http.server
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.request

with tempfile.TemporaryDirectory() as directory:
    db = sqlite3.connect(os.path.join(directory, "rows.db"))
    db.execute("create table rows (a text)")
    db.executemany("insert into rows values (?)", [(hashlib.sha256(bytes([i])).hexdigest(),) for i in range(100)])
    assert db.execute("select count(*) from rows").fetchone() == (100,)
    with open(os.path.join(directory, "config.json"), "w") as file:
        json.dump({"rows": 100}, file)
    assert json.load(open(os.path.join(directory, "config.json")))["rows"] == 100
    assert subprocess.run(["sort", "-r"], input=b"a\nb\n", capture_output=True, check=True).stdout == b"b\na\n"
    os.chdir(directory)
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/config.json") as answer:
        assert answer.read() == b'{"rows": 100}'
    server.shutdown()
    sys.path.insert(0, sys.argv[1])
    os.chdir("/")
import helper  # noqa: E402
print(helper.name)
