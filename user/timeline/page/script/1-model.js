// SPDX-License-Identifier: GPL-2.0-only
// What user/timeline/page_data.c wrote, and what is made of it once: trees, lists, words. Every text is printable ASCII, and
// goes into the page as text only.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const texts = data.texts, events = data.events, processes = data.processes, incidents = data.incidents, gaps = data.gaps;
const eventCount = events.time.length, processCount = processes.pid.length, incidentCount = incidents.entry.length;
const gapCount = gaps.count.length;
const GAPS_SHOWN = 64; // in one incident

const OTHER = 1, REFUSED = 4; // of severities, as timeline_severity() counts
const severityNames = ["allow", "other", "audit", "alert", "deny", "kill"];
const countedNames = ["allowed", "of another version", "would be refused", "noticed", "refused", "killed"];

const text = (id) => texts[id];
const baseName = (path) => path.slice(path.lastIndexOf("/") + 1) || path;
const shortId = (id) => /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;

// Lists of lists in two arrays: no object for each of many.
function groups(count, of, length) {
	const start = new Uint32Array(count + 1), items = new Uint32Array(length);
	for (let i = 0; i < length; i++)
		if (of[i] >= 0)
			start[of[i] + 1]++;
	for (let i = 0; i < count; i++)
		start[i + 1] += start[i];
	const at = start.slice();
	for (let i = 0; i < length; i++)
		if (of[i] >= 0)
			items[at[of[i]]++] = i;
	return { of: (i) => items.subarray(start[i], start[i + 1]) };
}

const eventIncident = new Uint32Array(eventCount);
for (let i = 0; i < eventCount; i++)
	eventIncident[i] = processes.incident[events.process[i]];
const eventsOfProcess = groups(processCount, events.process, eventCount);
const eventsOfIncident = groups(incidentCount, eventIncident, eventCount);

// Children in the order in which they were first heard of.
const byFirst = Uint32Array.from({ length: processCount }, (_, i) => i)
	.sort((a, b) => processes.first[a] - processes.first[b] || a - b);
const childrenOf = (() => {
	const parents = new Int32Array(processCount);
	for (let i = 0; i < processCount; i++)
		parents[i] = processes.parent[byFirst[i]];
	const lists = groups(processCount, parents, processCount);
	return (i) => lists.of(i);
})();
const childAt = (list, i) => byFirst[list[i]];

// Parents before children, without recursion: how deep a tree is, others decide.
const treeOrder = new Uint32Array(processCount), depth = new Uint32Array(processCount), treeEnd = new Uint32Array(processCount);
const placeInTree = new Uint32Array(processCount);
{
	let count = 0;
	const stack = [];
	for (let i = 0; i < processCount; i++) {
		if (processes.parent[i] >= 0)
			continue;
		stack.push(i);
		while (stack.length) {
			const at = stack.pop();
			placeInTree[at] = count;
			treeOrder[count++] = at;
			const children = childrenOf(at);
			for (let c = children.length - 1; c >= 0; c--) {
				const child = childAt(children, c);
				depth[child] = depth[at] + 1;
				stack.push(child);
			}
		}
	}
	for (let i = count - 1; i >= 0; i--) {
		const at = treeOrder[i];
		treeEnd[at] = Math.max(treeEnd[at], i + 1);
		if (processes.parent[at] >= 0)
			treeEnd[processes.parent[at]] = Math.max(treeEnd[processes.parent[at]], treeEnd[at]);
	}
}

const gapStart = (g) => gaps.after[g] ?? -Infinity, gapEnd = (g) => gaps.before[g] ?? Infinity;
const gapsOfIncident = Array.from({ length: incidentCount }, () => []);
const gapsOutside = [];
{
	const byBoot = groups(data.hosts.length, gaps.boot, gapCount), inside = new Uint8Array(gapCount);
	for (let i = 0; i < incidentCount; i++) {
		// In time order, and one ends where the next may begin.
		const list = byBoot.of(processes.boot[incidents.entry[i]]);
		let low = 0, high = list.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (gapEnd(list[middle]) < incidents.first[i])
				low = middle + 1;
			else
				high = middle;
		}
		for (; low < list.length && gapStart(list[low]) <= incidents.last[i] && gapsOfIncident[i].length < GAPS_SHOWN; low++) {
			gapsOfIncident[i].push(list[low]);
			inside[list[low]] = 1;
		}
	}
	for (let g = 0; g < gapCount; g++)
		if (!inside[g])
			gapsOutside.push(g);
	const place = (g) => Number.isFinite(gapStart(g)) ? gapStart(g) : gapEnd(g);
	gapsOutside.sort((a, b) => place(a) - place(b));
}

const hostOf = (event) => data.hosts[events.boot[event]];
const containerOf = (event) => processes.container[events.process[event]];

function processName(p) {
	const exe = text(processes.exe[p]), comm = text(processes.comm[p]), name = exe ? baseName(exe) : comm || "?";
	const word = text(processes.cmdline[p]).split(" ", 1)[0];
	const own = exe && comm && name.slice(0, 15) !== comm && !baseName(word).startsWith(comm);
	return `${name}[${processes.pid[p]}]${own ? ` as ${comm}` : ""}`;
}

function actOf(event) {
	const act = data.acts[text(events.kind[event])], path = text(events.path[event]);
	if (!act)
		return `${text(events.kind[event])} ${path}`;
	if (act.length === 1)
		return act[0];
	return act[0] + (events.cut[event] ? "..." : "") + (path || "a file of unknown path") + act[1];
}

function sentenceOf(event) {
	const verdict = text(events.verdict[event]), outcome = data.outcomes[verdict], reason = text(events.reason[event]);
	return `${processName(events.process[event])}${outcome ? ` ${outcome} ` : `, ${verdict}: `}${actOf(event)}` +
		(reason ? `: ${data.reasons[reason] ?? reason}` : "");
}

// Number() of what may be a text of digits: good enough to add up and to show.
function countsOf(list) {
	const counts = [0, 0, 0, 0, 0, 0];
	for (const e of list)
		counts[events.severity[e]] += Number(events.count[e]);
	return counts;
}

const countsKnown = [];
const incidentCounts = (i) => countsKnown[i] ??= countsOf(eventsOfIncident.of(i));

const countsText = (counts) => [5, 4, 3, 2, 1, 0].filter((s) => counts[s])
	.map((s) => `${counts[s].toLocaleString("en")} ${countedNames[s]}`).join(", ");

function placeText(incident, long) {
	const entry = incidents.entry[incident], container = text(processes.container[entry]);
	const parts = [text(incidents.image[incident])];
	if (container)
		parts.push(long ? container : shortId(container));
	else if (!parts[0])
		parts.push(text(incidents.scope[incident]));
	return `${parts.filter(Boolean).join(" ")}${parts.some(Boolean) ? " on " : ""}${data.hosts[processes.boot[entry]]}`;
}

// The first time each thing was tried, the worst first, then in the order of time.
const momentsKnown = [];
const keyMoments = (incident, most) => momentsKnown[incident] ??= findMoments(incident, most);

function findMoments(incident, most) {
	const seen = new Set(), found = [];
	for (const e of eventsOfIncident.of(incident)) {
		const key = [events.verdict[e], events.kind[e], events.reason[e], events.path[e]].join();
		if (!seen.has(key)) {
			seen.add(key);
			found.push(e);
		}
	}
	const chosen = found.slice().sort((a, b) => events.severity[b] - events.severity[a] || a - b).slice(0, most);
	return { events: chosen.sort((a, b) => a - b), left: found.length - chosen.length };
}
