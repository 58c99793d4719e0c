#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# events-doc.py [--check]: writes the tables of docs/EVENTS.md that stand between "generated: NAME" and "end of NAME", from the
# structures and X-macros of maps/, as the compiler understands them. With --check it only says whether they are current.
import os
import re
import subprocess
import sys
import tempfile

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
DOC = "docs/EVENTS.md"
HEADER = open("maps/event.h").read()


def structure(name):
    """Fields of `struct name`: type, name, dimensions, and the comment on the line or above."""
    body = re.search(r"struct %s \{\n(.*?)\n\};" % name, HEADER, re.S).group(1)
    body = re.sub(r",\s*\n\s*", ", ", body)
    fields, above = [], ""
    for statement in re.finditer(r"\s*/\*(?P<alone>.*?)\*/\s*\n|\s*(?P<decl>[^;/]+);[ \t]*(?:/\*(?P<comment>.*?)\*/)?", body + "\n", re.S):
        if statement["alone"]:
            above = " ".join(statement["alone"].replace("\n", " ").split())
            continue
        kind, names = re.match(r"((?:struct )?\w+)\s+(.*)", " ".join(statement["decl"].split())).groups()
        comment = " ".join((statement["comment"] or above).split())
        above = ""
        for one in names.split(","):
            word, size = re.match(r"(\w+)(.*)", one.strip()).groups()
            fields.append((kind, word, size, comment))
    return fields


def evaluate(program):
    """What a C program that includes maps/event.h prints."""
    with tempfile.TemporaryDirectory() as work:
        source, binary = os.path.join(work, "a.c"), os.path.join(work, "a")
        with open(source, "w") as out:
            out.write('#include <stddef.h>\n#include <stdio.h>\n#include <linux/types.h>\n#include "maps/event.h"\n'
                      "int main(void)\n{\n" + program + "\nreturn 0;\n}\n")
        subprocess.run([os.environ.get("CC", "gcc"), "-I.", "-o", binary, source], check=True)
        return subprocess.run([binary], check=True, capture_output=True, text=True).stdout


def record(name):
    fields = structure(name)
    lines = evaluate("\n".join(f'printf("%zu %zu\\n", offsetof(struct {name}, {word}), sizeof(((struct {name} *)0)->{word}));'
                               for _, word, _, _ in fields)).splitlines()
    size = evaluate(f'printf("%zu", sizeof(struct {name}));')
    table = ["| offset | bytes | field | type | meaning |", "|---|---|---|---|---|"]
    for (kind, word, dimensions, comment), line in zip(fields, lines):
        offset, length = line.split()
        table.append(f"| {offset} | {length} | `{word}` | `{kind}{dimensions}` | {comment.replace('|', chr(92) + '|')} |")
    return "\n".join(table) + f"\n\n`struct {name}` has {size} bytes."


def words(macro, form, head):
    """One row for each line of an X-macro; form prints it from C, number, #name, text."""
    rows = evaluate(f"#define ROW_({form[0]}) {form[1]}\n{macro}(ROW_)")
    return "\n".join([head, re.sub(r"[^|]+", "---", head)]) + "\n" + rows.rstrip("\n").replace("\n\n", "\n")


def named(macro, prefix, head):
    return words(macro, ("C, name, text", f'printf("| %d | `%s` | %s |\\n", {prefix}_##C, #name, text);'), head)


def flags():
    body = re.search(r"enum db_event_flag \{\n(.*?)\n\};", HEADER, re.S).group(1)
    rows = []
    for name, comment in re.findall(r"(DB_EVENT_\w+) =\s*[^,]+,[ \t]*(?:/\*(.*?)\*/)?", body, re.S):
        bit = evaluate(f'printf("%d", __builtin_ctz({name}));')
        rows.append(f"| {bit} | `{name}` | {' '.join(comment.split())} |")
    return "\n".join(["| bit | flag | meaning |", "|---|---|---|", *rows])


TABLES = {
    "record": lambda: record("db_event"),
    "code facts": lambda: record("db_code_facts"),
    "flags": flags,
    "verdicts": lambda: named("DB_VERDICTS", "DB_VERDICT", "| number | `verdict` | meaning |"),
    "kinds": lambda: named("DB_MOMENTS", "DB_MOMENT", "| number | `kind` | meaning |"),
    "reasons": lambda: named("DB_REASONS", "DB_REASON", "| number | `reason` | meaning |"),
    "facts": lambda: words("DB_FACTS", ("C, bit, text", 'printf("| %d | `%s` | %s |\\n", bit, #C, text);'), "| bit | fact | meaning |"),
}


def main():
    old = open(DOC).read()
    new, done = old, set()

    def replace(match):
        done.add(match[1])
        return f"<!-- generated: {match[1]} -->\n{TABLES[match[1]]()}\n<!-- end of {match[1]} -->"

    new = re.sub(r"<!-- generated: ([a-z ]+) -->\n.*?<!-- end of \1 -->", replace, old, flags=re.S)
    if done != set(TABLES):
        sys.exit(f"{DOC}: no place for {', '.join(sorted(set(TABLES) - done))}")
    if "--check" in sys.argv:
        current = new == old
        if not current:
            print(f"not ok {DOC} is not what maps/ says: 'make events-doc' renews it")
        print(f"{int(current)} passed, {int(not current)} failed")
        return int(not current)
    if new != old:
        open(DOC, "w").write(new)
    return 0


sys.exit(main())
