#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# ocsf.py [--schema CHECKOUT] < EVENTS: each line against the OCSF classes it claims: required attributes, types, enums with their
# captions, "at least one of" and "just one of", profiles, no attribute that the schema does not have, none that is deprecated.
# CHECKOUT is a directory of github.com/ocsf/ocsf-schema at the tag that metadata.version names. Without it the table below is
# taken: what version 1.8.0 (2026-03-16) says of what driftbolt fills, written down by hand, and stricter, as everything
# else is unknown to it.
import json
import pathlib
import re
import sys

# class or object -> attributes: NAME:TYPE, "!" required, "[]" an array. Types: int, str, bool, or an object's name.
TABLE = {
    "base_event": """activity_id:int! activity_name:str category_uid:int! category_name:str class_uid:int! class_name:str
        type_uid:int! type_name:str time:int! severity_id:int! severity:str message:str metadata:metadata! count:int start_time:int
        end_time:int status_id:int status:str unmapped:any device:device""",
    "detection_finding": """finding_info:finding_info! is_alert:bool evidences:evidences[] actor:actor action_id:int action:str
        disposition_id:int disposition:str policy:policy attacks:attack[]""",
    "process_activity": """actor:actor! device:device! process:process! action_id:int action:str disposition_id:int
        disposition:str policy:policy attacks:attack[]""",
    "metadata": """version:str! product:product! profiles:str[] log_name:str event_code:str original_time:str sequence:int""",
    "product": "name:str vendor_name:str version:str",
    "finding_info": """uid:str! title:str created_time:int first_seen_time:int last_seen_time:int analytic:analytic types:str[]""",
    "analytic": "type_id:int! type:str name:str uid:str",
    "evidences": "process:process file:file",
    "actor": "process:process",
    "process": """pid:int ptid:int name:str cmd_line:str path:str created_time:int file:file user:user container:container parent_process:process
        ancestry:process_entity[]""",
    "process_entity": "pid:int name:str path:str cmd_line:str",
    "container": "uid:str runtime:str pod_uuid:uuid",
    "user": "uid:str",
    "file": "name:str! path:str type_id:int! size:int hashes:fingerprint[]",
    "fingerprint": "algorithm:str algorithm_id:int! value:str!",
    "device": "hostname:str boot_uid:str type_id:int!",
    "policy": "name:str",
    "attack": "technique:technique",
    "technique": "uid:str",
}
AT_LEAST_ONE = {
    "product": ["name", "uid"], "analytic": ["name", "uid"], "process": ["pid", "uid", "cpid"],
    "process_entity": ["cmd_line", "name", "path", "pid", "uid", "cpid"], "container": ["uid", "name"],
    "user": ["account", "name", "uid"], "actor": ["process", "user"], "evidences": ["process", "file"],
    "attack": ["tactic", "technique", "sub_technique"], "policy": ["name", "type", "uid"], "technique": ["name", "uid"],
    "device": ["ip", "uid", "name", "hostname", "instance_uid", "interface_uid", "interface_name"],
}
# attribute -> its enum; "class.attribute" goes before.
ENUMS = {
    "severity_id": {0: "Unknown", 1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical", 6: "Fatal"},
    "action_id": {0: "Unknown", 1: "Allowed", 2: "Denied"},
    "disposition_id": {1: "Allowed", 2: "Blocked", 15: "Detected", 19: "Alert"},
    "status_id": {0: "Unknown", 1: "New", 2: "In Progress", 3: "Suppressed", 4: "Resolved", 5: "Archived", 6: "Deleted"},
    "detection_finding.activity_id": {1: "Create", 2: "Update", 3: "Close"},
    "process_activity.activity_id": {1: "Launch", 2: "Terminate", 3: "Open", 4: "Inject", 5: "Set User ID", 99: "Other"},
    "base_event.activity_id": {0: "Unknown", 99: "Other"},
    "analytic.type_id": {0: "Unknown", 1: "Rule", 2: "Behavioral"},
    "file.type_id": {0: "Unknown", 1: "Regular File"},
    "device.type_id": {0: "Unknown", 1: "Server"},
    "algorithm_id": {1: "MD5", 3: "SHA-256"},
}
SIBLINGS = {"type_id": "type", "activity_id": "activity_name", "category_uid": "category_name", "class_uid": "class_name",
            "type_uid": "type_name"}
UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


class Table:
    version = "1.8.0"
    classes = {0: ("base_event", 0, "Uncategorized", "Base Event"), 1007: ("process_activity", 1, "System Activity", "Process Activity"),
               2004: ("detection_finding", 2, "Findings", "Detection Finding")}

    def attributes(self, name, profiles):
        words = TABLE[name].split()
        if name in ("detection_finding", "process_activity"):
            words = TABLE["base_event"].split() + words
        found = {}
        for word in words:
            attribute, kind = word.split(":")
            found[attribute] = {"type": kind.rstrip("![]"), "array": "[]" in kind, "required": kind.endswith("!"), "deprecated": False,
                                "enum": ENUMS.get(f"{name}.{attribute}", ENUMS.get(attribute))}
        return found

    def constraints(self, name):
        return {"at_least_one": AT_LEAST_ONE[name]} if name in AT_LEAST_ONE else {}

    def is_object(self, kind):
        return kind in TABLE

    def primitive(self, kind):
        return kind


class Checkout:
    """The schema's own files: `extends`, `$include` and profiles resolved as docs of ocsf-server say."""
    BASE = {"integer_t": "int", "long_t": "int", "timestamp_t": "int", "port_t": "int", "string_t": "str", "boolean_t": "bool",
            "json_t": "any", "float_t": "float"}

    def __init__(self, top):
        self.top = pathlib.Path(top)
        read = lambda path: json.loads(path.read_text())
        self.version = read(self.top / "version.json")["version"]
        self.dictionary = read(self.top / "dictionary.json")
        self.objects = {o["name"]: o for o in map(read, sorted((self.top / "objects").glob("*.json"))) if "name" in o}
        self.events = {e["name"]: e for e in map(read, sorted((self.top / "events").rglob("*.json"))) if "name" in e}
        self.profiles = {p["name"]: p for p in map(read, sorted((self.top / "profiles").glob("*.json")))}
        self.categories = read(self.top / "categories.json")["attributes"]
        self.classes = {}
        for name, event in self.events.items():
            category = self.category_of(event)
            number = self.categories[category]["uid"] if category != "other" else 0
            if "uid" in event or name == "base_event":
                caption = self.categories[category]["caption"] if category != "other" else "Uncategorized"
                self.classes[number * 1000 + event.get("uid", 0)] = (name, number, caption, event["caption"])

    def category_of(self, event):
        while "category" not in event:
            event = self.events[event["extends"]]
        return event["category"]

    def includes(self, given):
        found = {}
        for path in [given] if isinstance(given, str) else given or []:
            part = json.loads((self.top / path).read_text())
            profile = part.get("name") if path.startswith("profiles/") else None
            found.update(self.includes(part["attributes"].get("$include")))
            for key, value in part["attributes"].items():
                if key != "$include":
                    found[key] = {**value, "profile": profile}
        return found

    def merged(self, name):
        item = self.events.get(name) or self.objects[name]
        found = self.merged(item["extends"]) if "extends" in item and item["extends"] in {**self.events, **self.objects} else {}
        for key, value in self.includes(item["attributes"].get("$include")).items():
            found[key] = {**found.get(key, {}), **value}
        for key, value in item["attributes"].items():
            if key == "$include":
                continue
            enum = {**found.get(key, {}).get("enum", {}), **value.get("enum", {})}
            found[key] = {**found.get(key, {}), **value}
            if enum:
                found[key]["enum"] = enum
        return found

    def attributes(self, name, profiles):
        found = {}
        for key, value in self.merged(name).items():
            if value.get("profile") and value["profile"] not in profiles:
                continue
            known = self.dictionary["attributes"].get(key, {})
            enum = {**known.get("enum", {}), **value.get("enum", {})}
            found[key] = {"type": value.get("type", known.get("type")), "array": value.get("is_array", known.get("is_array", False)),
                          "required": value.get("requirement") == "required", "deprecated": "@deprecated" in {**known, **value},
                          "enum": {int(i): e["caption"] for i, e in enum.items() if re.fullmatch(r"-?\d+", i)} or None}
        return found

    def constraints(self, name):
        item = self.events.get(name) or self.objects[name]
        if "constraints" in item:
            return item["constraints"]
        return self.constraints(item["extends"]) if item.get("extends") not in (None, "object") else {}

    def is_object(self, kind):
        return kind in self.objects and kind != "object"

    def primitive(self, kind):
        if kind == "uuid_t":
            return "uuid"
        while kind not in self.BASE and kind in self.dictionary["types"]["attributes"]:
            kind = self.dictionary["types"]["attributes"][kind]["type"]
        return self.BASE.get(kind, "any")


def check_value(schema, kind, value, profiles, where, say):
    if schema.is_object(kind):
        check_object(schema, kind, value, profiles, where, say)
        return
    kind = schema.primitive(kind)
    good = {"int": isinstance(value, int) and not isinstance(value, bool), "str": isinstance(value, str),
            "bool": isinstance(value, bool), "uuid": isinstance(value, str) and re.match(UUID, str(value))}
    if kind in good and not good[kind]:
        say(f"{where}: not of type {kind}: {value!r}")


# skip: whose enums the schema's compiler makes; the caller has looked at them.
def check_object(schema, name, value, profiles, where, say, skip=()):
    if not isinstance(value, dict):
        say(f"{where}: not an object")
        return
    attributes = schema.attributes(name, profiles)
    for key, one in attributes.items():
        if one["required"] and key not in value:
            say(f"{where}: required attribute '{key}' is missing")
    for key, given in value.items():
        one = attributes.get(key)
        if not one:
            say(f"{where}: '{name}' has no attribute '{key}'")
            continue
        if one["deprecated"]:
            say(f"{where}.{key}: deprecated")
        if one["array"] != isinstance(given, list):
            say(f"{where}.{key}: array or not")
            continue
        for part in given if one["array"] else [given]:
            check_value(schema, one["type"], part, profiles, f"{where}.{key}", say)
        caption = value.get(SIBLINGS.get(key, key[:-3] if key.endswith("_id") else ""))
        if one["enum"] and isinstance(given, int) and key not in skip:
            if given not in one["enum"]:
                say(f"{where}.{key}: {given} is not in its enum")
            elif given != 99 and caption is not None and caption != one["enum"][given]:
                say(f"{where}.{key}: {given} is '{one['enum'][given]}', not '{caption}'")
    for rule, names in (schema.constraints(name) or {}).items():
        count = sum(key in value for key in names)
        if (rule == "at_least_one" and not count) or (rule == "just_one" and count != 1):
            say(f"{where}: {rule} of {', '.join(names)}")


def check_event(schema, event, say):
    profiles = event.get("metadata", {}).get("profiles", [])
    if event.get("class_uid") not in schema.classes:
        say(f"no class {event.get('class_uid')}")
        return
    name, category, category_caption, caption = schema.classes[event["class_uid"]]
    if (event.get("category_uid"), event.get("category_name"), event.get("class_name")) != (category, category_caption, caption):
        say(f"category and class: should be {category} '{category_caption}', '{caption}'")
    if event.get("type_uid") != event["class_uid"] * 100 + event.get("activity_id", -1):
        say("type_uid is not class_uid * 100 + activity_id")
    if not schema.version.startswith(event.get("metadata", {}).get("version", "?").rsplit(".", 1)[0]) and "--any-version" not in sys.argv:
        say(f"metadata.version is not {schema.version}")
    if event.get("activity_id") == 99 and not event.get("activity_name"):
        say("an activity of 99 needs its name")
    check_object(schema, name, event, profiles, name, say, ("category_uid", "class_uid", "type_uid"))


def main():
    schema = Checkout(sys.argv[sys.argv.index("--schema") + 1]) if "--schema" in sys.argv else Table()
    bad = count = 0
    for number, line in enumerate(sys.stdin, 1):
        said = []
        check_event(schema, json.loads(line), said.append)
        count += 1
        bad += bool(said)
        for text in said:
            print(f"line {number}: {text}")
    print(f"{count} events, {bad} of them not as OCSF {schema.version} has it")
    return 1 if bad or not count else 0


sys.exit(main())
