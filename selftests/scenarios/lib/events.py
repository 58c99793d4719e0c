#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the events scenarios ask of `driftbolt events --json`, on standard input.

account            "EVENTS LOST FINDINGS": every number is an event or in a gap, once and in order, or it says what is wrong
accounting FILE    whether what `driftbolt status --json` counted, in FILE, is what is told, folded or in a gap; or what is missing
chain TEXT         the programs that led to the last event whose line holds TEXT: of itself, its parent, and so on
field NAME TEXT    that field of it
count TEXT         how many events hold TEXT, and how often they happened altogether
storm DIR N [TIMES] not from standard input: opens the N named pipes in DIR, called like python's modules, one after the other
"""
import json
import os
import sys


def records():
    return (json.loads(line) for line in sys.stdin)


def account():
    expected = events = lost = findings = 0
    for record in records():
        if record["seq"] != expected:
            sys.exit(f"number {record['seq']} where {expected} was due")
        if record.get("kind") == "gap":
            lost += record["count"]
            expected += record["count"]
            continue
        expected += 1
        events += 1
        findings += record["count"]
    print(events, lost, findings)


def holding(text):
    found = [json.loads(line) for line in sys.stdin if text in line]
    return found or sys.exit(f"no event holds {text!r}")


def accounting(status):
    """No verdict's count is estimated: of refusals and audits all events are there, and say how often; the rest are alerts."""
    with open(status, encoding="utf-8") as file:
        counters = json.load(file)["counters"]
    counted = {}
    for name, number in counters.items():
        verdict = name.split("/")[0]
        if "/" in name:
            counted[verdict] = counted.get(verdict, 0) + number
    told, happened, gap = {}, {}, 0
    for record in records():
        if record["kind"] == "gap":
            gap += record["count"]
            continue
        verdict = record["verdict"]
        told[verdict] = told.get(verdict, 0) + 1
        happened[verdict] = happened.get(verdict, 0) + record["count"]
    folded = counters.get("folded", 0)
    for verdict in set(counted) - {"alert"}:
        folded -= happened.get(verdict, 0) - told.get(verdict, 0)
        if counted[verdict] != happened.get(verdict, 0) + (counters.get("bytecode", 0) if verdict == "deny" else 0):
            sys.exit(f"{counted[verdict]} of {verdict} counted, {happened.get(verdict)} told")
    alerts = told.get("alert", 0) + folded + gap
    if counted.get("alert", 0) != alerts:
        sys.exit(f"{counted.get('alert')} alerts counted, but {told.get('alert')} told + {folded} folded + {gap} in gaps")
    print(f"told {told.get('alert', 0)}, folded {folded}, in gaps {gap}: {alerts} alerts")


def chain(text):
    event = holding(text)[-1]
    print(" < ".join(each.get("exe", "?") for each in [event] + event["ancestors"]))


def field(name, text):
    print(holding(text)[-1].get(name, ""))


def count(text):
    found = holding(text)
    print(len(found), sum(each["count"] for each in found))


def storm(directory, number, times=1):
    for i in range(int(number) * int(times)):
        os.close(os.open(f"{directory}/{i // int(times)}.py", os.O_RDONLY | os.O_NONBLOCK))


if __name__ == "__main__":
    {"account": account, "accounting": accounting, "chain": chain, "field": field, "count": count, "storm": storm}[sys.argv[1]](*sys.argv[2:])
