#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the events scenarios ask of `driftbolt events --json`, on standard input.

account            "EVENTS LOST FINDINGS": every number is an event or in a gap, once and in order, or it says what is wrong
chain TEXT         the programs that led to the last event whose line holds TEXT: of itself, its parent, and so on
field NAME TEXT    that field of it
count TEXT         how many events hold TEXT, and how often they happened altogether
refusals           how many refusals there were altogether, and the last one's reason, path and start of its digest
storm DIR N        not from standard input: opens the N named pipes in DIR, called like python's modules, one after the other
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


def chain(text):
    event = holding(text)[-1]
    print(" < ".join(each.get("exe", "?") for each in [event] + event["ancestors"]))


def field(name, text):
    print(holding(text)[-1].get(name, ""))


def count(text):
    found = holding(text)
    print(len(found), sum(each["count"] for each in found))


def refusals():
    found = [record for record in records() if record.get("verdict") == "deny"]
    last = found[-1] if found else {}
    print(sum(each["count"] for each in found), last.get("reason"), last.get("path"), last.get("sha256", "")[:8])


def storm(directory, number):
    for i in range(int(number)):
        os.close(os.open(f"{directory}/{i}.py", os.O_RDONLY | os.O_NONBLOCK))


if __name__ == "__main__":
    {"account": account, "chain": chain, "field": field, "count": count, "refusals": refusals, "storm": storm}[sys.argv[1]](*sys.argv[2:])
