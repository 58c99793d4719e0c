#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# cef.py EVENTS PARSED: what liblognorm's CEF parser made of `driftbolt events --format cef EVENTS`, one JSON object a line, has
# the fields of the events. Its version in Debian 12 (2.0.6) eats the first byte of an extension that does not begin with a blank, as
# the CEF guide has it: so the first key is looked at by its end.
import json
import re
import sys
from datetime import datetime, timezone

TEXT = {"act": "verdict", "cat": "kind", "reason": "reason", "sproc": "comm", "filePath": "path", "fileHash": "sha256", "dvchost": "host",
        "cs1": "image", "cs2": "container_id", "cs3": "pod_uid", "cs4": "scope", "cs5": "arguments", "cs6": "exe", "flexString1": "mode",
        "flexString2": "boot_id"}
NUMBER = {"externalId": "seq", "cnt": "count", "spid": "tgid", "suid": "uid", "fsize": "size", "fileId": "inode", "cn1": "ppid",
          "cn2": "cgroup_id"}
TIME = {"rt": "time", "start": "first", "end": "last"}


def plain(text):
    """As driftbolt prints what is not printable ASCII; a NUL ends a text."""
    return "".join(chr(b) if 0x20 <= b < 0x7f else "\\%03o" % b for b in text.split("\0")[0].encode())


def milliseconds(text):
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z", text):
        return None
    try:
        whole = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    found = int(whole.timestamp()) * 1000 + int((text[20:-1] + "000")[:3])
    return found if 0 <= found < 2**63 // 10**6 else None # nanoseconds in 64 bits


def expected(event):
    fields = {"eviceFacility": "driftbolt"}
    for key, name in TEXT.items():
        if isinstance(event.get(name), str) and plain(event[name]):
            fields[key] = plain(event[name])
    for key, name in NUMBER.items():
        if isinstance(event.get(name), int) and 0 <= event[name] < 2**63:
            fields[key] = str(event[name])
    for key, name in TIME.items():
        if milliseconds(event.get(name)) is not None:
            fields[key] = str(milliseconds(event[name]))
    for key, name in {**TEXT, **NUMBER}.items():
        if key in fields and key.rstrip("123456") in ("cs", "cn", "flexString"):
            fields[key + "Label"] = name
    return fields


bad = 0
events = [json.loads(line) for line in open(sys.argv[1])]
parsed = [json.loads(line) for line in open(sys.argv[2])]
if len(events) != len(parsed):
    sys.exit(f"{len(events)} events, {len(parsed)} lines")
for number, (event, line) in enumerate(zip(events, parsed), 1):
    found = line.get("f")
    if not found:
        print(f"line {number}: not CEF")
        bad = 1
        continue
    if not (found["DeviceVendor"] == found["DeviceProduct"] == "driftbolt" and 0 <= int(found["Severity"]) <= 10):
        print(f"line {number}: {found}")
        bad = 1
    wanted = expected(event)
    for key in sorted({*wanted, *found["Extensions"]}):
        if wanted.get(key) != found["Extensions"].get(key):
            print(f"line {number}: {key}: {found['Extensions'].get(key)!r}, not {wanted.get(key)!r}")
            bad = 1
sys.exit(bad)
