// SPDX-License-Identifier: GPL-2.0-only
// What is known about the selected row, in sentences first.
"use strict";

const panel = $("details");

function list(title, pairs) {
	const known = pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined);
	if (!known.length)
		return [];
	const dl = make("dl");
	for (const [name, value, mono] of known) {
		const dd = make("dd", mono ? "mono" : "");
		dd.append(value);
		dl.append(make("dt", "", name), dd);
	}
	return [make("h3", "", title), dl];
}

function go(type, of, ...content) {
	const button = make("button", "go");
	button.type = "button";
	button.append(...content);
	button.addEventListener("click", () => reveal(type, of));
	const item = make("li");
	item.append(button);
	return item;
}

function momentItem(e, start) {
	return go(EVENT, e, badge(events.severity[e], text(events.verdict[e])), " ", make("span", "pid", relativeText(events.time[e] - start)),
		" ", sentenceOf(e), String(events.count[e]) === "1" ? "" : ` (${events.count[e]} times)`);
}

const starterText = (entry) => processes.starter[entry] ?
	`${baseName(text(processes.starter_name[entry])) || "?"}[${processes.starter[entry]}]` : "";

function whereText(i) {
	const entry = incidents.entry[i], container = text(processes.container[entry]), image = text(incidents.image[i]);
	return `${container ? `in container ${shortId(container)} ` : ""}${image ? `${container ? "of" : "judged by"} image ${image} ` : ""}on ${
		data.hosts[processes.boot[entry]]}`;
}

function storyOf(i) {
	const entry = incidents.entry[i], counts = incidentCounts(i), below = treeEnd[entry] - placeInTree[entry] - 1;
	const starter = starterText(entry);
	return `${processName(entry)}${starter ? `, started by ${starter}` : ""}${
		below ? `${starter ? "," : ""} and ${below.toLocaleString("en")} process${below > 1 ? "es" : ""} below it` : ""}, ${whereText(i)}: ${countsText(counts)} within ${durationText(incidents.last[i] - incidents.first[i])}.`;
}

function incidentDetails(i) {
	const entry = incidents.entry[i], moments = keyMoments(i, 12), ol = make("ol"), key = incidents.key[i];
	for (const e of moments.events)
		ol.append(momentItem(e, incidents.first[i]));
	if (moments.left)
		ol.append(make("li", "pid", `and ${moments.left.toLocaleString("en")} more`));
	const title = make("h2");
	title.append(badge(events.severity[key], text(events.verdict[key])), ` Incident ${i + 1}`);
	return [title, make("p", "lead", storyOf(i)), make("h3", "", "In the order of time"), ol,
		...gapsOfIncident[i].map((g) => make("p", "", gapText(g, incidents.first[i]))),
		...list("Where", [["host", data.hosts[processes.boot[entry]]], ["image", text(incidents.image[i])],
			["container", text(processes.container[entry]), true], ["runtime", text(incidents.runtime[i])],
			["pod", text(incidents.pod[i]), true], ["scope", text(incidents.scope[i])], ["mode", text(incidents.mode[i])]]),
		...list("When", [["first", fullText(incidents.first[i])], ["last", fullText(incidents.last[i])],
			["clock", `of ${data.hosts[processes.boot[entry]]}`]])];
}

function ancestry(p) {
	const ol = make("ol"), chain = [];
	for (let at = p; at >= 0 && chain.length < 32; at = processes.parent[at])
		chain.unshift(at);
	if (starterText(chain[0]))
		ol.append(make("li", "pid", `outside: ${starterText(chain[0])}`));
	chain.forEach((at, level) => {
		const item = go(PROCESS, at, make("b", "", processName(at)), " ", make("span", "mono pid", text(processes.cmdline[at])));
		item.style.paddingLeft = `${8 * Math.min(level, 12)}px`;
		ol.append(item);
	});
	return [make("h3", "", "How it came to run"), ol];
}

function moreOf(e) {
	const more = text(events.more[e]);
	if (!more)
		return [];
	let object;
	try {
		object = JSON.parse(more);
	} catch {
		return list("Further members", [["", more, true]]);
	}
	return list("Further members", Object.entries(object).map(([name, value]) =>
		[name, typeof value === "object" ? JSON.stringify(value) : String(value), true]));
}

function eventDetails(e) {
	const p = events.process[e], i = eventIncident[e], verdict = text(events.verdict[e]), reason = text(events.reason[e]);
	const title = make("h2"), repeated = String(events.count[e]) !== "1";
	title.append(badge(events.severity[e], verdict), ` ${text(events.kind[e])} ${relativeText(events.time[e] - incidents.first[i])}`);
	return [title, make("p", "lead", `${sentenceOf(e)}.`),
		...list("What", [["path", (events.cut[e] ? "..." : "") + text(events.path[e]), true], ["sha256", text(events.sha256[e]), true],
			["size", events.size[e] === null ? "" : `${Number(events.size[e]).toLocaleString("en")} bytes`],
			["arguments", text(events.arguments[e]), true], ["finding", text(events.signature[e])]]),
		...list("Why", [["verdict", data.verdicts[verdict] ? `${verdict}: ${data.verdicts[verdict]}` : verdict],
			["reason", data.reasons[reason] ? `${reason}: ${data.reasons[reason]}` : reason],
			["moment", data.kinds[text(events.kind[e])]], ["mode", text(events.mode[e])], ["image", text(events.image[e])],
			["scope", text(events.scope[e])]]),
		...list("When", [["time", events.guessed[e] ? "not recorded" : fullText(events.time[e])],
			["repeats", repeated ? `${Number(events.count[e]).toLocaleString("en")} times until ${fullText(events.last[e])}, by this or another process of the same program` : ""],
			["clock", `of ${hostOf(e)}`], ["since boot", events.boot_ns[e] === null ? "" : `${events.boot_ns[e]} ns`]]),
		...list("Who", [["program", (events.exe_cut[e] ? "..." : "") + text(events.exe[e]), true], ["calls itself", text(events.comm[e]), true],
			["command line", text(events.cmdline[e]), true], ["pid", processes.pid[p]], ["parent", events.ppid[e]], ["user", events.uid[e]],
			["started", events.started[e] === null ? "" : fullText(events.started[e])], ["host", hostOf(e)],
			["container", text(containerOf(e)), true], ["pod", text(events.pod[e]), true]]),
		...ancestry(p), ...moreOf(e),
		...list("Source", [["file", data.sources[events.source[e]] + (events.line[e] ? `, line ${events.line[e]}` : "")], ["number", events.seq[e]]])];
}

function processDetails(p) {
	const own = eventsOfProcess.of(p), below = eventsBelow(p), i = processes.incident[p], ol = make("ol"), MOST = 40;
	for (const e of own.slice(0, MOST))
		ol.append(momentItem(e, incidents.first[i]));
	if (own.length > MOST)
		ol.append(make("li", "pid", `and ${(own.length - MOST).toLocaleString("en")} more`));
	return [make("h2", "", processName(p)),
		make("p", "lead", own.length ? `It did: ${countsText(countsOf(own))}.` : `Nothing of its own was recorded; below it: ${countsText(countsOf(below))}.`),
		...list("Who", [["program", text(processes.exe[p]), true], ["calls itself", text(processes.comm[p]), true],
			["command line", text(processes.cmdline[p]), true], ["before", text(processes.before[p]), true], ["pid", processes.pid[p]],
			["started", processes.started[p] === null ? "" : fullText(processes.started[p])],
			["host", data.hosts[processes.boot[p]]], ["container", text(processes.container[p]), true]]),
		...ancestry(p), ...(own.length ? [make("h3", "", "What it did"), ol] : [])];
}

function gapDetails(g) {
	return [make("h2", "", "Gap"),
		make("p", "lead", gaps.recorded[g] ? "Events from this time are lost: overwritten before they were read, or never written whole. What happened then is not known from here; " +
			"counters of driftbolt status still have it." :
			"Numbers are missing in the file, and no record says that driftbolt lost them: the file is a selection, or lines were taken out."),
		...list("Which", [["host", text(gaps.host[g]) || "?"], ["events", Number(gaps.count[g]).toLocaleString("en")], ["from number", gaps.seq[g]],
			["after", gaps.after[g] === null ? "the beginning" : fullText(gaps.after[g])],
			["before", gaps.before[g] === null ? "the end" : fullText(gaps.before[g])]])];
}

function showDetails(type, of) {
	panel.replaceChildren(...[gapDetails, incidentDetails, processDetails, eventDetails][type](of));
	panel.scrollTop = 0;
}
