#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What scenarios ask of a timeline: "VERDICT KIND REASON DIGEST PATH" of each event, in the order of time; - for what it has not.

json           of `driftbolt timeline --json`, on standard input
page FILE      of a page, as its script reads them
"""
import json
import re
import sys

NAMES = ("verdict", "kind", "reason", "sha256", "path")


def of_json():
    for line in sys.stdin:
        for each in json.loads(line).get("events", []):
            event = each["event"]
            yield event["time"], event["seq"], [event.get(name) or "-" for name in NAMES]


def of_page(name):
    with open(name, encoding="utf-8") as page:
        text = page.read()
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])
    columns = data["events"]
    for i, time in enumerate(columns["time"]):
        yield time, columns["seq"][i], [data["texts"][columns[name][i]] or "-" for name in NAMES]


for _, _, words in sorted(of_page(sys.argv[2]) if sys.argv[1] == "page" else of_json()):
    print(*words)
