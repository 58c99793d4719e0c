// SPDX-License-Identifier: GPL-2.0-only
// Which events are shown, and the rows that are made of them.
"use strict";

const filter = { severities: new Set([0, 1, 2, 3, 4, 5]), host: "", container: "", image: "", reason: "", search: "" };
const shown = new Uint8Array(eventCount).fill(1);
let shownCount = eventCount;
const shownOfProcess = new Uint32Array(processCount), shownOfIncident = new Uint32Array(incidentCount);
const incidentOpen = new Uint8Array(incidentCount), processOpen = new Uint8Array(processCount).fill(1);

const inTime = Uint32Array.from({ length: incidentCount }, (_, i) => i);
const worstFirst = inTime.slice().sort((a, b) => events.severity[incidents.key[b]] - events.severity[incidents.key[a]] || a - b);
let order = inTime;

const GAP = 0, INCIDENT = 1, PROCESS = 2, EVENT = 3;
const rows = { type: [], of: [], depth: [] };

const searched = ["verdict", "kind", "reason", "image", "comm", "exe", "cmdline", "path", "sha256", "arguments", "signature", "pod", "more"]
	.map((name) => events[name]);

function applyFilter() {
	const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
	// Each text is looked at once, however many events have it.
	const found = words.map((word) => {
		const hit = new Uint8Array(texts.length);
		for (let i = 1; i < texts.length; i++)
			hit[i] = texts[i].toLowerCase().includes(word) ? 1 : 0;
		return hit;
	});
	const hosts = words.map((word) => data.hosts.map((host) => host.toLowerCase().includes(word)));
	const hasWord = (e, w) => {
		const p = events.process[e];
		return searched.some((column) => found[w][column[e]]) || hosts[w][events.boot[e]] || found[w][processes.exe[p]] ||
			found[w][processes.cmdline[p]] || found[w][processes.container[p]] || String(processes.pid[p]) === words[w];
	};
	shownCount = 0;
	shownOfIncident.fill(0);
	shownOfProcess.fill(0);
	for (let e = 0; e < eventCount; e++) {
		let ok = filter.severities.has(events.severity[e]) &&
			(!filter.host || hostOf(e) === filter.host) &&
			(!filter.container || String(containerOf(e)) === filter.container) &&
			(!filter.image || String(events.image[e]) === filter.image) &&
			(!filter.reason || String(events.reason[e]) === filter.reason);
		for (let w = 0; ok && w < words.length; w++)
			ok = hasWord(e, w);
		shown[e] = ok ? 1 : 0;
		if (ok) {
			shownCount++;
			shownOfIncident[eventIncident[e]]++;
			shownOfProcess[events.process[e]]++;
		}
	}
	for (let i = processCount - 1; i >= 0; i--) {
		const p = treeOrder[i];
		if (processes.parent[p] >= 0)
			shownOfProcess[processes.parent[p]] += shownOfProcess[p];
	}
	makeRows();
}

const isFiltered = () => filter.severities.size < 6 || filter.host || filter.container || filter.image || filter.reason || filter.search;

// Items of an incident's tree: each process, then its events and children in the order of time. `put` says whether to go below.
function walkTree(incident, isShown, put) {
	const entry = incidents.entry[incident];
	const enter = (p, level) => put(PROCESS, p, level) ?
		{ level: level + 1, list: eventsOfProcess.of(p), children: childrenOf(p), e: 0, c: 0 } : null;
	const stack = [enter(entry, 1)].filter(Boolean);
	while (stack.length) {
		const top = stack[stack.length - 1];
		while (top.e < top.list.length && !isShown(EVENT, top.list[top.e]))
			top.e++;
		while (top.c < top.children.length && !isShown(PROCESS, childAt(top.children, top.c)))
			top.c++;
		const event = top.e < top.list.length ? top.list[top.e] : -1;
		const child = top.c < top.children.length ? childAt(top.children, top.c) : -1;
		if (event < 0 && child < 0) {
			stack.pop();
		} else if (child < 0 || (event >= 0 && events.time[event] <= processes.first[child])) {
			put(EVENT, event, top.level);
			top.e++;
		} else {
			top.c++;
			const next = enter(child, top.level);
			if (next)
				stack.push(next);
		}
	}
}

function addRow(type, of, level) {
	rows.type.push(type);
	rows.of.push(of);
	rows.depth.push(level);
}

function gapMatches(g) {
	const host = text(gaps.host[g]) || "?";
	return (!filter.host || host === filter.host) && !filter.container && !filter.image && !filter.reason;
}

function makeRows() {
	rows.type = [];
	rows.of = [];
	rows.depth = [];
	const isShown = (type, of) => type === EVENT ? shown[of] : shownOfProcess[of];
	let gap = 0;
	const gapsUntil = (time) => {
		for (; gap < gapsOutside.length; gap++) {
			const g = gapsOutside[gap], at = Number.isFinite(gapStart(g)) ? gapStart(g) : gapEnd(g);
			if (at > time)
				break;
			if (gapMatches(g))
				addRow(GAP, g, 0);
		}
	};
	for (const i of order) {
		if (order === inTime)
			gapsUntil(incidents.first[i]);
		if (!shownOfIncident[i])
			continue;
		addRow(INCIDENT, i, 0);
		if (!incidentOpen[i])
			continue;
		for (const g of gapsOfIncident[i])
			addRow(GAP, g, 1);
		walkTree(i, isShown, (type, of, level) => {
			addRow(type, of, level);
			return type === PROCESS && processOpen[of];
		});
	}
	gapsUntil(Infinity);
}

// Few rows are all shown; of many, what is worst.
function openAtFirst() {
	const ROWS_AT_FIRST = 500;
	if (eventCount + processCount + incidentCount <= ROWS_AT_FIRST) {
		incidentOpen.fill(1);
		return;
	}
	if (incidentCount)
		incidentOpen[worstFirst[0]] = 1;
}
