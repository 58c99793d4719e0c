// SPDX-License-Identifier: GPL-2.0-only
// Frames, filters, pointer and keys.
"use strict";

let scheduled = false, overviewStale = true;

// Draws with the next frame, however often it is asked for.
function changed(withOverview) {
	overviewStale ||= withOverview;
	if (scheduled)
		return;
	scheduled = true;
	requestAnimationFrame(() => {
		scheduled = false;
		drawRows();
		drawLanes();
		drawAxis();
		if (overviewStale)
			drawOverview();
		overviewStale = false;
	});
}

let tree = 0;
const treeWidth = () => tree;
function measure() {
	const cell = getComputedStyle(document.documentElement).getPropertyValue("--tree").trim();
	tree = Math.round(rowsBox.clientWidth * parseFloat(cell) / 100);
	lanes.style.left = `${tree}px`;
	$("columns").firstElementChild.style.width = `${tree - 3}px`;
	space.style.setProperty("--tree", `${tree}px`);
	$("split").setAttribute("aria-valuenow", Math.round(parseFloat(cell)));
	changed(true);
}

function setTree(percent) {
	document.documentElement.style.setProperty("--tree", `${Math.min(85, Math.max(20, percent))}%`);
	measure();
}

function options(select, all, values) {
	select.append(new Option(all, ""));
	for (const [value, label] of values)
		select.append(new Option(label, value));
}

function uniqueTexts(column) {
	return [...new Set(column)].filter(Boolean).sort((a, b) => texts[a] < texts[b] ? -1 : 1);
}

function update() {
	rebuild(applyFilter);
	$("found").textContent = isFiltered() ? `${shownCount.toLocaleString("en")} of ${eventCount.toLocaleString("en")} events` : "";
	$("reset").disabled = !isFiltered();
	if (rows.type.length)
		showDetails(rows.type[active], rows.of[active]);
	changed(true);
}

function resetFilters() {
	Object.assign(filter, { host: "", container: "", image: "", reason: "", search: "" });
	filter.severities = new Set([0, 1, 2, 3, 4, 5]);
	for (const id of ["by-host", "by-container", "by-image", "by-reason", "search"])
		$(id).value = "";
	for (const button of $("verdicts").children)
		button.setAttribute("aria-pressed", "true");
	update();
}

function setUpFilters() {
	const counts = countsOf(Array.from({ length: eventCount }, (_, i) => i));
	for (const severity of [5, 4, 3, 2, 1, 0]) {
		if (!counts[severity])
			continue;
		const button = make("button");
		button.type = "button";
		button.className = `s${severity}`;
		button.dataset.severity = severityNames[severity];
		button.title = data.verdicts[severityNames[severity]] ?? "";
		button.setAttribute("aria-pressed", "true");
		button.append(mark(severity), `${severityNames[severity]} ${counts[severity].toLocaleString("en")}`);
		button.addEventListener("click", () => {
			const on = button.getAttribute("aria-pressed") !== "true";
			button.setAttribute("aria-pressed", on);
			filter.severities[on ? "add" : "delete"](severity);
			update();
		});
		$("verdicts").append(button);
	}
	const images = new Map();
	for (let e = 0; e < eventCount; e++)
		if (!images.has(containerOf(e)))
			images.set(containerOf(e), text(events.image[e]));
	options($("by-host"), "all hosts", [...new Set(data.hosts)].sort().map((host) => [host, host]));
	options($("by-container"), "all", [...images].sort((a, b) => a[1] < b[1] ? -1 : 1)
		.map(([id, image]) => [String(id), id ? `${shortId(text(id))}${image ? ` (${image})` : ""}` : "no container"]));
	options($("by-image"), "all images", uniqueTexts(events.image).map((id) => [String(id), text(id)]));
	options($("by-reason"), "all reasons", uniqueTexts(events.reason).map((id) => [String(id), text(id)]));
	for (const name of ["host", "container", "image", "reason"])
		$(`by-${name}`).addEventListener("change", (event) => {
			filter[name] = event.target.value;
			update();
		});
	$("order").addEventListener("change", (event) => {
		order = event.target.value ? worstFirst : inTime;
		rebuild(makeRows);
	});
	let wait = 0;
	$("search").addEventListener("input", (event) => {
		clearTimeout(wait);
		wait = setTimeout(() => {
			filter.search = event.target.value;
			update();
		}, 120);
	});
	$("reset").addEventListener("click", resetFilters);
	$("filters").addEventListener("submit", (event) => event.preventDefault());
	$("reset").disabled = true;
}

function setUpTheme() {
	const themes = ["system", "light", "dark"], dark = matchMedia("(prefers-color-scheme: dark)");
	let chosen = 0;
	const apply = () => {
		document.documentElement.dataset.theme = chosen ? themes[chosen] : dark.matches ? "dark" : "light";
		$("theme").textContent = `Colours: ${themes[chosen]}`;
		$("theme").setAttribute("aria-label", `Colours: ${themes[chosen]}; change`);
		readColours();
		changed(true);
	};
	$("theme").addEventListener("click", () => {
		chosen = (chosen + 1) % themes.length;
		apply();
	});
	dark.addEventListener("change", apply);
	apply();
}

function fitSelection() {
	const type = rows.type[active], of = rows.of[active];
	if (type === INCIDENT)
		zoomTo(incidents.first[of], incidents.last[of]);
	else if (type === PROCESS && eventsBelow(of).length)
		zoomTo(events.time[eventsBelow(of)[0]], events.last[eventsBelow(of)[eventsBelow(of).length - 1]]);
	else if (type === EVENT)
		zoomTo(events.first[of], events.last[of]);
	else if (type === GAP)
		zoomTo(gaps.after[of] ?? whole.from, gaps.before[of] ?? whole.to);
}

const timeAt = (x, width, of) => of.from + x / width * (of.to - of.from);
const lanesWidth = () => rowsBox.clientWidth - tree;

function wheelZoom(event, x, width, of) {
	event.preventDefault();
	if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
		panBy((event.deltaX || event.deltaY) / 600);
	else
		zoomBy(Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.003), timeAt(x, width, of));
}

// Calls move(x in pixels) while a pointer is down on the element, then end(x).
function onDrag(element, down, move, end) {
	element.addEventListener("pointerdown", (event) => {
		if (event.button || down(event.offsetX, event) === false)
			return;
		const box = element.getBoundingClientRect();
		const moved = (e) => move(e.clientX - box.left);
		element.setPointerCapture(event.pointerId);
		element.addEventListener("pointermove", moved);
		element.addEventListener("lostpointercapture", (e) => {
			element.removeEventListener("pointermove", moved);
			end?.(e.clientX - box.left);
		}, { once: true });
	});
}

// The event whose mark is nearest, if one is near.
function eventNear(row, x) {
	const width = lanesWidth(), at = timeAt(x, width, view), reach = (view.to - view.from) / width * 7, list = listOfRow(row);
	let best = -1;
	for (let i = lowerBound(list, at - reach); i < list.length && events.time[list[i]] <= at + reach; i++)
		if (shown[list[i]] && (best < 0 || Math.abs(events.time[list[i]] - at) < Math.abs(events.time[best] - at)))
			best = list[i];
	return best;
}

function setUpPointer() {
	const xInLanes = (event) => event.clientX - rowsBox.getBoundingClientRect().left - tree;
	rowsBox.addEventListener("click", (event) => {
		const element = event.target.closest(".row");
		if (!element)
			return;
		const row = Number(element.id.slice(4)), x = xInLanes(event);
		if (event.target.classList.contains("twist") && canOpen(row)) {
			setOpen(row, !isOpen(row));
			select(active);
			return;
		}
		select(row);
		if (x >= 0 && rows.type[row] !== EVENT) {
			const near = eventNear(row, x);
			if (near >= 0)
				showDetails(EVENT, near);
		}
	});
	rowsBox.addEventListener("dblclick", () => fitSelection());
	rowsBox.addEventListener("scroll", () => changed(false), { passive: true });
	rowsBox.addEventListener("pointermove", (event) => {
		const x = xInLanes(event), before = pointerX;
		pointerX = x >= 0 && x < lanesWidth() ? x : -1;
		if (pointerX !== before)
			changed(false);
	});
	rowsBox.addEventListener("pointerleave", () => {
		pointerX = -1;
		changed(false);
	});
	rowsBox.addEventListener("wheel", (event) => {
		if (event.ctrlKey || event.shiftKey)
			wheelZoom(event, Math.max(0, xInLanes(event)), lanesWidth(), view);
	}, { passive: false });
	axis.addEventListener("wheel", (event) => wheelZoom(event, event.offsetX, lanesWidth(), view), { passive: false });
	overview.addEventListener("wheel", (event) => wheelZoom(event, event.offsetX, overview.clientWidth, whole), { passive: false });
	let from = 0;
	onDrag(axis, (x) => { from = timeAt(x, lanesWidth(), view); },
		(x) => {
			const by = from - timeAt(x, lanesWidth(), view);
			setView(view.from + by, view.to + by);
		});
	onDrag(overview, (x) => { from = timeAt(x, overview.clientWidth, whole); },
		(x) => {
			const to = timeAt(x, overview.clientWidth, whole);
			if (Math.abs(to - from) * overview.clientWidth > 4 * (whole.to - whole.from))
				setView(Math.min(from, to), Math.max(from, to));
		},
		(x) => {
			const to = timeAt(x, overview.clientWidth, whole), half = (view.to - view.from) / 2;
			if (Math.abs(to - from) * overview.clientWidth <= 4 * (whole.to - whole.from))
				setView(to - half, to + half);
		});
	const split = $("split");
	onDrag(split, () => {}, (x) => {
		const box = rowsBox.getBoundingClientRect();
		setTree((split.getBoundingClientRect().left + x - box.left) / box.width * 100);
	});
	split.addEventListener("keydown", (event) => {
		const by = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
		if (by) {
			event.preventDefault();
			setTree(Number(split.getAttribute("aria-valuenow")) + by);
		}
	});
}

const parentRow = (row) => {
	for (let at = row - 1; at >= 0; at--)
		if (rows.depth[at] < rows.depth[row] && rows.type[at] !== EVENT && rows.type[at] !== GAP)
			return at;
	return row;
};

const pageRows = () => Math.max(1, Math.floor(rowsBox.clientHeight / ROW) - 1);
const rowKeys = {
	ArrowDown: () => select(active + 1),
	ArrowUp: () => select(active - 1),
	PageDown: () => select(Math.min(active + pageRows(), rows.type.length - 1)),
	PageUp: () => select(Math.max(active - pageRows(), 0)),
	Home: () => select(0),
	End: () => select(rows.type.length - 1),
	ArrowRight: () => canOpen(active) && !isOpen(active) ? setOpen(active, true) : canOpen(active) ? select(active + 1) : undefined,
	ArrowLeft: () => canOpen(active) && isOpen(active) ? setOpen(active, false) : select(parentRow(active)),
	" ": () => setOpen(active, !isOpen(active)),
	Enter: () => {
		showDetails(rows.type[active], rows.of[active]);
		panel.focus();
	},
};
const pageKeys = {
	"+": () => zoomBy(0.6), "=": () => zoomBy(0.6), "-": () => zoomBy(1 / 0.6), "[": () => panBy(-0.25), "]": () => panBy(0.25),
	"0": () => setView(whole.from, whole.to), f: fitSelection, e: () => openAll(true), c: () => openAll(false),
	n: () => nextRefusal(1), p: () => nextRefusal(-1), "?": () => $("help").showModal(),
	"/": () => $("search").focus(),
};

function setUpKeys() {
	document.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey || $("help").open)
			return;
		if (event.key === "Escape") {
			rowsBox.focus();
			return;
		}
		if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName))
			return;
		const action = (document.activeElement === rowsBox && rows.type.length && rowKeys[event.key]) || pageKeys[event.key];
		if (!action)
			return;
		event.preventDefault();
		action();
	});
	const clicks = { "zoom-in": "+", "zoom-out": "-", "pan-left": "[", "pan-right": "]", "zoom-fit": "f", "zoom-all": "0", "to-help": "?" };
	for (const [id, key] of Object.entries(clicks))
		$(id).addEventListener("click", () => pageKeys[key]());
	$("to-print").addEventListener("click", () => print());
}

function setUpTexts() {
	const hosts = new Set(data.hosts), counted = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
	const times = eventCount ? `, ${fullText(whole.from + margin, 0).replace(" UTC", "")} to ${
		dateText(whole.from + margin) === dateText(whole.to - margin) ? `${clockText(whole.to - margin, 0)} UTC` : fullText(whole.to - margin, 0)}` : "";
	$("summary").textContent = `${counted(incidentCount, "incident")}, ${counted(eventCount, "event")} on ${
		[...hosts].slice(0, 4).join(", ")}${hosts.size > 4 ? ` and ${hosts.size - 4} more` : ""}${times}`;
	document.title = `driftbolt timeline: ${[...hosts].slice(0, 3).join(", ")}${times}`;
	if (!eventCount)
		$("summary").textContent = "No events.";
	$("notes").hidden = !data.notes.length;
	$("notes").querySelector("summary").textContent = data.notes.length === 1 ? data.notes[0] : `${data.notes.length} notes on clocks and completeness`;
	if (data.notes.length > 1)
		for (const note of data.notes)
			$("notes").querySelector("ul").append(make("li", "", note));
	for (const severity of [5, 4, 3, 2, 0]) {
		const name = severityNames[severity], item = make("span", `s${severity}`), term = make("dt", "");
		item.append(mark(severity), name);
		if (severity)
			$("marks").append(item);
		term.append(badge(severity, name));
		$("meanings").append(term, make("dd", "", data.verdicts[name]));
	}
	const gap = make("span", "", "\u2571\u2571 gap");
	$("marks").append(gap);
}

setUpTexts();
setUpFilters();
setUpTheme();
openAtFirst();
setUpPointer();
setUpKeys();
new ResizeObserver(measure).observe(rowsBox);
measure();
applyFilter();
renewRows();
if (rows.type.length) {
	select(Math.max(0, rows.type.findIndex((type, row) => type === INCIDENT && incidentOpen[rows.of[row]])));
	// Incidents may be days apart: then the first one is shown, and where the others are.
	const first = incidentOfRow(active);
	if (first >= 0 && incidents.last[first] - incidents.first[first] < (whole.to - whole.from) / 3)
		fitSelection();
}
rowsBox.focus({ preventScroll: true });
requestAnimationFrame(() => requestAnimationFrame(() => {
	document.documentElement.dataset.ready = Math.round(performance.now());
}));
