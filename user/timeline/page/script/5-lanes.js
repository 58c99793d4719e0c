// SPDX-License-Identifier: GPL-2.0-only
// What is drawn: the axis, a lane of marks for each row in sight, the overview.
"use strict";

const axis = $("axis"), lanes = $("lanes"), overview = $("overview");
let colours = {};
let pointerX = -1; // over the lanes, -1 elsewhere

function readColours() {
	const style = getComputedStyle(document.documentElement);
	for (const name of ["ground", "panel", "ink", "dim", "line", "soft", "accent", "kill", "deny", "alert", "audit", "other", "allow", "gap"])
		colours[name] = style.getPropertyValue(`--${name}`).trim();
	colours.severity = severityNames.map((name) => colours[name]);
	colours.font = style.fontFamily;
}

// The canvas's drawing at the screen's own resolution; sizes are those of its box.
function context(canvas, width, height) {
	const scale = devicePixelRatio || 1, w = Math.round(width * scale), h = Math.round(height * scale);
	if (canvas.width !== w || canvas.height !== h) {
		canvas.width = w;
		canvas.height = h;
	}
	const draw = canvas.getContext("2d");
	draw.setTransform(scale, 0, 0, scale, 0, 0);
	draw.clearRect(0, 0, width, height);
	return draw;
}

const xOf = (ns, width, of) => (ns - of.from) / (of.to - of.from) * width;

function hatch(draw, x, width, top, height) {
	draw.save();
	draw.beginPath();
	draw.rect(x, top, width, height);
	draw.clip();
	draw.globalAlpha = 0.16;
	draw.fillStyle = colours.gap;
	draw.fillRect(x, top, width, height);
	draw.globalAlpha = 0.55;
	draw.strokeStyle = colours.gap;
	draw.lineWidth = 1;
	draw.beginPath();
	for (let at = Math.floor((x - height) / 6) * 6; at < x + width; at += 6) {
		draw.moveTo(at, top + height);
		draw.lineTo(at + height, top);
	}
	draw.stroke();
	draw.restore();
}

function drawMark(draw, x, y, severity, size) {
	draw.fillStyle = draw.strokeStyle = colours.severity[severity];
	draw.lineWidth = 2;
	draw.beginPath();
	if (severity === 5) {
		draw.moveTo(x - size, y - size);
		draw.lineTo(x + size, y + size);
		draw.moveTo(x + size, y - size);
		draw.lineTo(x - size, y + size);
		draw.stroke();
	} else if (severity === 4) {
		draw.fillRect(x - size, y - size, 2 * size, 2 * size);
	} else if (severity === 3) {
		draw.moveTo(x, y - size - 1);
		draw.lineTo(x + size + 1, y + size);
		draw.lineTo(x - size - 1, y + size);
		draw.fill();
	} else if (severity === 1) {
		draw.moveTo(x, y - size - 1);
		draw.lineTo(x + size + 1, y);
		draw.lineTo(x, y + size + 1);
		draw.lineTo(x - size - 1, y);
		draw.fill();
	} else {
		draw.arc(x, y, size - 0.5, 0, 2 * Math.PI);
		draw.stroke();
	}
}

// The first of a list in time order that is not before `ns`.
function lowerBound(list, ns) {
	let low = 0, high = list.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (events.time[list[middle]] < ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const subtrees = new Map();
function eventsBelow(p) {
	if (p === incidents.entry[processes.incident[p]])
		return eventsOfIncident.of(processes.incident[p]);
	if (!subtrees.has(p)) {
		const all = [];
		for (let i = placeInTree[p]; i < treeEnd[p]; i++)
			for (const e of eventsOfProcess.of(treeOrder[i]))
				all.push(e);
		subtrees.set(p, Uint32Array.from(all).sort());
	}
	return subtrees.get(p);
}

const listOfRow = (row) => {
	const type = rows.type[row], of = rows.of[row];
	return type === INCIDENT ? eventsOfIncident.of(of) : type === PROCESS ? (processOpen[of] ? eventsOfProcess.of(of) : eventsBelow(of)) :
		type === EVENT ? [of] : [];
};

// One mark for each few pixels, of the worst that is there.
const COLUMN = 4;
let worst = new Int8Array(0);
function drawList(draw, list, y, width, size) {
	const columns = Math.ceil(width / COLUMN) + 1, slack = (view.to - view.from) * 0.01;
	if (worst.length < columns)
		worst = new Int8Array(columns);
	worst.fill(-1, 0, columns);
	for (let i = lowerBound(list, view.from - slack); i < list.length && events.time[list[i]] <= view.to + slack; i++) {
		const e = list[i];
		if (!shown[e])
			continue;
		const column = Math.min(columns - 1, Math.max(0, Math.round(xOf(events.time[e], width, view) / COLUMN)));
		if (events.severity[e] > worst[column])
			worst[column] = events.severity[e];
	}
	let few = 0;
	for (let c = 0; c < columns; c++)
		few += worst[c] >= 0;
	for (let severity = 0; severity < 6; severity++)
		for (let c = 0; c < columns; c++) {
			if (worst[c] !== severity)
				continue;
			if (few <= columns / 4) {
				drawMark(draw, c * COLUMN, y, severity, size);
			} else {
				draw.fillStyle = colours.severity[severity];
				draw.fillRect(c * COLUMN - COLUMN / 2, y - size, COLUMN - 1, 2 * size);
			}
		}
}

function drawSpan(draw, from, to, y, height, colour, alpha, width) {
	const left = Math.max(-2, xOf(from, width, view)), right = Math.min(width + 2, xOf(to, width, view));
	if (right < left)
		return;
	draw.globalAlpha = alpha;
	draw.fillStyle = colour;
	draw.fillRect(left, y - height / 2, Math.max(2, right - left), height);
	draw.globalAlpha = 1;
}

// Where an incident is, if not in sight.
function drawPointer(draw, before, y, severity, width) {
	const x = before ? 4 : width - 4, to = before ? 5 : -5;
	draw.fillStyle = colours.severity[severity];
	draw.beginPath();
	draw.moveTo(x, y);
	draw.lineTo(x + to, y - 5);
	draw.lineTo(x + to, y + 5);
	draw.fill();
}

function drawRow(draw, row, top, width) {
	const type = rows.type[row], of = rows.of[row], y = top + ROW / 2;
	if (type === INCIDENT) {
		drawSpan(draw, incidents.first[of], incidents.last[of], y, 14, colours.severity[events.severity[incidents.key[of]]], 0.16, width);
		drawList(draw, listOfRow(row), y, width, 4);
		if (incidents.last[of] < view.from || incidents.first[of] > view.to)
			drawPointer(draw, incidents.last[of] < view.from, y, events.severity[incidents.key[of]], width);
	} else if (type === PROCESS) {
		const below = eventsBelow(of);
		if (below.length)
			drawSpan(draw, processes.started[of] ?? events.time[below[0]], events.last[below[below.length - 1]], y, 3, colours.dim, 0.45, width);
		drawList(draw, listOfRow(row), y, width, 3);
	} else if (type === EVENT) {
		drawSpan(draw, events.first[of], events.last[of], y, 6, colours.severity[events.severity[of]], 0.4, width);
		const x = xOf(events.time[of], width, view);
		if (x >= -8 && x <= width + 8)
			drawMark(draw, x, y, events.severity[of], 4);
	}
}

function gapSpan(g, width, of) {
	const left = Math.max(0, xOf(gaps.after[g] ?? whole.from, width, of)), right = Math.min(width, xOf(gaps.before[g] ?? whole.to, width, of));
	return right < 0 || left > width ? null : { left, width: Math.max(3, right - left) };
}

function drawLanes() {
	const width = rowsBox.clientWidth - treeWidth(), height = rowsBox.clientHeight;
	lanes.style.width = `${width}px`;
	lanes.style.height = `${height}px`;
	const draw = context(lanes, width, height), { from, to } = rowsInSight(), scroll = rowsBox.scrollTop;
	draw.fillStyle = colours.line;
	for (const t of ticksOf(view.from, view.to, width, 90).ticks)
		draw.fillRect(Math.round(xOf(t, width, view)), 0, 1, height);
	for (let row = from; row < to; row++) {
		const top = row * ROW - scroll, incident = rows.type[row] === GAP ? -1 : incidentOfRow(row);
		for (const g of rows.type[row] === GAP ? [rows.of[row]] : gapsOfIncident[incident]) {
			const span = gapSpan(g, width, view);
			if (span)
				hatch(draw, span.left, span.width, top, ROW);
		}
		drawRow(draw, row, top, width);
	}
	if (pointerX >= 0) {
		draw.fillStyle = colours.accent;
		draw.fillRect(Math.round(pointerX), 0, 1, height);
	}
}

function drawAxis() {
	const width = rowsBox.clientWidth - treeWidth(), height = 27, draw = context(axis, axis.clientWidth, height);
	const { step, ticks } = ticksOf(view.from, view.to, width, 90);
	draw.font = `11px ${colours.font}`;
	draw.textBaseline = "middle";
	draw.fillStyle = colours.dim;
	for (const t of ticks) {
		const x = Math.round(xOf(t, width, view));
		draw.fillRect(x, height - 6, 1, 6);
		draw.fillText(tickText(t, step), x + 4, 11);
	}
	if (pointerX < 0)
		return;
	const label = clockText(view.from + pointerX / width * (view.to - view.from), 6), space = draw.measureText(label).width + 10;
	const x = Math.min(Math.max(0, pointerX - space / 2), width - space);
	draw.fillStyle = colours.accent;
	draw.fillRect(x, 2, space, 19);
	draw.fillStyle = colours.panel;
	draw.fillText(label, x + 5, 12);
}

let heights = new Float64Array(0);
function drawOverview() {
	const width = overview.clientWidth, height = overview.clientHeight, draw = context(overview, width, height), columns = Math.ceil(width / 3);
	const floor = height - 13;
	heights = new Float64Array(6 * columns);
	for (let e = 0; e < eventCount; e++) {
		if (!shown[e])
			continue;
		const column = Math.min(columns - 1, Math.max(0, Math.floor(xOf(events.time[e], columns, whole))));
		heights[events.severity[e] * columns + column]++;
	}
	let most = 1;
	for (let c = 0; c < columns; c++) {
		let sum = 0;
		for (let s = 0; s < 6; s++)
			sum += heights[s * columns + c];
		most = Math.max(most, sum);
	}
	for (let g = 0; g < gapCount && g < 2000; g++) {
		const span = gapSpan(g, width, whole);
		if (span && gapMatches(g))
			hatch(draw, span.left, span.width, 0, floor);
	}
	for (let c = 0; c < columns; c++) {
		let sum = 0, y = floor;
		for (let s = 0; s < 6; s++)
			sum += heights[s * columns + c];
		if (!sum)
			continue;
		// Few next to many stay visible: the height is a logarithm, its parts are shares.
		const full = 5 + (floor - 8) * Math.log1p(sum) / Math.log1p(most);
		for (let s = 5; s >= 0; s--) {
			const part = full * heights[s * columns + c] / sum;
			draw.fillStyle = colours.severity[s];
			draw.fillRect(c * 3, y - part, 2.5, part);
			y -= part;
		}
	}
	const left = xOf(view.from, width, whole), right = xOf(view.to, width, whole);
	if (right - left < width - 1) {
		draw.globalAlpha = 0.6;
		draw.fillStyle = colours.ground;
		draw.fillRect(0, 0, left, height);
		draw.fillRect(right, 0, width - right, height);
		draw.globalAlpha = 1;
		draw.strokeStyle = colours.accent;
		draw.lineWidth = 2;
		draw.strokeRect(left, 1, Math.max(2, right - left), height - 2);
	}
	draw.font = `10px ${colours.font}`;
	draw.textBaseline = "middle";
	draw.fillStyle = colours.dim;
	const { step, ticks } = ticksOf(whole.from, whole.to, width, 110);
	for (const t of ticks)
		draw.fillText(tickText(t, step), xOf(t, width, whole) + 3, height - 6);
}
