// SPDX-License-Identifier: GPL-2.0-only
// The rows: only those in sight are elements of the page.
"use strict";

const $ = (id) => document.getElementById(id);
const rowsBox = $("rows"), space = $("space");
const ROW = 26, SPARE = 6;
const LEVELS = 16; // what is deeper is not indented further
let active = 0;
const live = new Map(); // row number to its element

function make(tag, className, content) {
	const element = document.createElement(tag);
	if (className)
		element.className = className;
	if (content !== undefined)
		element.textContent = content;
	return element;
}

// Each severity has a shape of its own, besides its colour.
const SHAPES = [
	"M2 6l3 3 5-7", "M6 1l5 5-5 5-5-5z", "M6 2a4 4 0 1 0 .01 0z", "M6 1l5.5 10H.5z", "M1.5 1.5h9v9h-9z", "M2 2l8 8M10 2l-8 8",
];
function mark(severity) {
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
	svg.setAttribute("viewBox", "0 0 12 12");
	svg.setAttribute("aria-hidden", "true");
	path.setAttribute("d", SHAPES[severity]);
	if (severity === 5 || severity === 0 || severity === 2) {
		path.setAttribute("fill", "none");
		path.setAttribute("stroke-width", "2.4");
	}
	svg.append(path);
	return svg;
}

function badge(severity, word) {
	const span = make("span", `badge s${severity}`);
	span.append(mark(severity), word);
	return span;
}

const incidentOfRow = (row) => rows.type[row] === INCIDENT ? rows.of[row] :
	rows.type[row] === PROCESS ? processes.incident[rows.of[row]] : rows.type[row] === EVENT ? eventIncident[rows.of[row]] : -1;
const canOpen = (row) => rows.type[row] === INCIDENT || rows.type[row] === PROCESS;
const isOpen = (row) => rows.type[row] === INCIDENT ? incidentOpen[rows.of[row]] : rows.type[row] === PROCESS && processOpen[rows.of[row]];

function gapText(g, start) {
	const at = (ns, end) => ns === null ? end : start === undefined ? clockText(ns, 3) : relativeText(ns - start);
	return `Gap on ${text(gaps.host[g]) || "?"}: ${Number(gaps.count[g]).toLocaleString("en")} events ${
		gaps.recorded[g] ? "lost" : "missing in the file"} between ${at(gaps.after[g], "the beginning")} and ${at(gaps.before[g], "the end")}`;
}

function fillIncident(cell, i) {
	const key = incidents.key[i], counts = incidentCounts(i);
	const name = make("b", "", processName(incidents.entry[i]));
	cell.append(badge(events.severity[key], text(events.verdict[key])), make("span", "pid", `#${i + 1}`), name,
		make("span", "place", placeText(i)), make("span", "rest", countsText(counts)));
}

function fillProcess(cell, p) {
	const exe = text(processes.exe[p]), cmdline = text(processes.cmdline[p]);
	const name = make("span", "name", processName(p).replace(/\[\d+\]/, ""));
	if (exe)
		name.title = exe;
	cell.append(name, make("span", "pid", processes.pid[p]), make("span", "rest mono", cmdline || exe));
}

function fillEvent(cell, e) {
	const reason = text(events.reason[e]), path = text(events.path[e]), p = events.process[e], start = incidents.first[eventIncident[e]];
	const object = events.path[e] === processes.exe[p] ? text(events.arguments[e]) : `${events.cut[e] ? "..." : ""}${path}`;
	const what = `${text(events.kind[e])} ${object}`;
	const times = String(events.count[e]) === "1" ? "" : ` \u00d7${Number(events.count[e]).toLocaleString("en")}`;
	const last = make("span", "last", `${what}${times}`);
	last.title = what;
	cell.append(make("span", "at", relativeText(events.time[e] - start)), badge(events.severity[e], text(events.verdict[e])), last,
		make("span", "rest", text(events.signature[e]) || data.reasons[reason] || reason));
}

const ROW_CLASSES = ["gap", "incident", "process", "event"];
function rowElement(row) {
	const type = rows.type[row], of = rows.of[row], level = rows.depth[row];
	const element = make("div", `row ${ROW_CLASSES[type]}${isOpen(row) ? " open" : ""}${row === active ? " active" : ""}`);
	element.id = `row-${row}`;
	element.setAttribute("role", "row");
	element.setAttribute("aria-level", level + 1);
	element.setAttribute("aria-rowindex", row + 1);
	element.setAttribute("aria-selected", row === active);
	if (canOpen(row))
		element.setAttribute("aria-expanded", !!isOpen(row));
	element.style.top = `${row * ROW}px`;
	const cell = make("div", "cell");
	cell.setAttribute("role", "gridcell");
	cell.style.setProperty("--level", Math.min(level, LEVELS));
	cell.append(make("span", `twist${canOpen(row) ? "" : " none"}`));
	if (type === INCIDENT)
		fillIncident(cell, of);
	else if (type === PROCESS)
		fillProcess(cell, of);
	else if (type === EVENT)
		fillEvent(cell, of);
	else
		cell.append(gapText(of, level ? incidents.first[incidentBefore(row)] : undefined));
	element.append(cell);
	return element;
}

function incidentBefore(row) {
	while (rows.type[row] !== INCIDENT)
		row--;
	return rows.of[row];
}

const rowsInSight = () => ({
	from: Math.max(0, Math.floor(rowsBox.scrollTop / ROW) - SPARE),
	to: Math.min(rows.type.length, Math.ceil((rowsBox.scrollTop + rowsBox.clientHeight) / ROW) + SPARE),
});

function drawRows() {
	const { from, to } = rowsInSight();
	for (const [row, element] of live)
		if ((row < from || row >= to) && row !== active) {
			element.remove();
			live.delete(row);
		}
	const add = document.createDocumentFragment();
	const show = (row) => {
		if (row >= 0 && row < rows.type.length && !live.has(row)) {
			const element = rowElement(row);
			live.set(row, element);
			add.append(element);
		}
	};
	for (let row = from; row < to; row++)
		show(row);
	show(active); // what aria-activedescendant names has to exist
	space.append(add);
}

// After the rows are others than before.
function renewRows() {
	for (const element of live.values())
		element.remove();
	live.clear();
	space.style.height = `${rows.type.length * ROW}px`;
	rowsBox.setAttribute("aria-rowcount", rows.type.length);
	$("empty").hidden = rows.type.length > 0;
	active = Math.max(0, Math.min(active, rows.type.length - 1));
	if (rows.type.length)
		rowsBox.setAttribute("aria-activedescendant", `row-${active}`);
	else
		rowsBox.removeAttribute("aria-activedescendant");
	changed(false);
}

function scrollToRow(row) {
	const top = row * ROW;
	if (top < rowsBox.scrollTop)
		rowsBox.scrollTop = top;
	else if (top + ROW > rowsBox.scrollTop + rowsBox.clientHeight)
		rowsBox.scrollTop = top + ROW - rowsBox.clientHeight;
}

function select(row) {
	if (row < 0 || row >= rows.type.length)
		return;
	for (const [number, element] of live) {
		element.classList.toggle("active", number === row);
		element.setAttribute("aria-selected", number === row);
	}
	active = row;
	rowsBox.setAttribute("aria-activedescendant", `row-${row}`);
	scrollToRow(row);
	showDetails(rows.type[row], rows.of[row]);
	changed(false);
}

const rowOf = (type, of) => {
	for (let row = 0; row < rows.type.length; row++)
		if (rows.type[row] === type && rows.of[row] === of)
			return row;
	return -1;
};

// Keeps what is selected where it still has a row.
function rebuild(change) {
	const type = rows.type[active], of = rows.of[active], incident = rows.type.length ? incidentOfRow(active) : -1;
	change();
	let row = rowOf(type, of);
	if (row < 0 && incident >= 0)
		row = rowOf(INCIDENT, incident);
	active = Math.max(0, row);
	renewRows();
	if (rows.type.length)
		scrollToRow(active);
}

function setOpen(row, open) {
	if (!canOpen(row) || !!isOpen(row) === open)
		return;
	(rows.type[row] === INCIDENT ? incidentOpen : processOpen)[rows.of[row]] = open ? 1 : 0;
	active = row;
	rebuild(makeRows);
}

function openAll(open) {
	incidentOpen.fill(open ? 1 : 0);
	processOpen.fill(1);
	rebuild(makeRows);
}

// Opens all that it is in.
function reveal(type, of) {
	if (type === EVENT && !shown[of])
		resetFilters();
	incidentOpen[type === INCIDENT ? of : type === EVENT ? eventIncident[of] : processes.incident[of]] = 1;
	if (type !== INCIDENT)
		for (let p = type === EVENT ? events.process[of] : processes.parent[of]; p >= 0; p = processes.parent[p])
			processOpen[p] = 1;
	rebuild(makeRows);
	select(rowOf(type, of));
	if (type === EVENT && (events.time[of] < view.from || events.time[of] > view.to))
		setView(events.time[of] - (view.to - view.from) / 2, events.time[of] + (view.to - view.from) / 2);
}

// The next event that was refused, whether its row is open or not.
function nextRefusal(step) {
	const type = rows.type[active], of = rows.of[active];
	let at = type === EVENT ? of : type === INCIDENT ? eventsOfIncident.of(of)[0] - (step > 0 ? 1 : 0) :
		type === PROCESS && eventsOfProcess.of(of).length ? eventsOfProcess.of(of)[0] - (step > 0 ? 1 : 0) : -1;
	for (at += step; at >= 0 && at < eventCount; at += step)
		if (shown[at] && events.severity[at] >= REFUSED) {
			reveal(EVENT, at);
			return;
		}
}
