// SPDX-License-Identifier: GPL-2.0-only
// Times are nanoseconds since data.start, the first event's; `view` is what the lanes show.
"use strict";

const MS = 1e6, SECOND = 1e9, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const startNs = BigInt(data.start ?? 0);
const whole = { from: 0, to: 0 };
for (let i = 0; i < incidentCount; i++)
	whole.to = Math.max(whole.to, incidents.last[i]);
whole.to = Math.max(whole.to, MS);
const margin = whole.to * 0.02;
whole.from -= margin;
whole.to += margin;
const view = { from: whole.from, to: whole.to };
const SPAN_MIN = 1000;

function absolute(ns) {
	const at = startNs + BigInt(Math.round(ns)), rest = ((at % 1000000000n) + 1000000000n) % 1000000000n;
	return { date: new Date(Number((at - rest) / 1000000n)), ns: String(rest).padStart(9, "0") };
}

function clockText(ns, digits) {
	const { date, ns: rest } = absolute(ns);
	return date.toISOString().slice(11, 19) + (digits ? `.${rest.slice(0, digits)}` : "");
}

const dateText = (ns) => absolute(ns).date.toISOString().slice(0, 10);
const fullText = (ns, digits = 9) => `${dateText(ns)} ${clockText(ns, digits)} UTC`;

function durationText(ns) {
	if (ns < MS)
		return `${(ns / 1000).toFixed(1)} \u00b5s`;
	if (ns < SECOND)
		return `${(ns / MS).toFixed(1)} ms`;
	if (ns < MINUTE)
		return `${(ns / SECOND).toFixed(3)} s`;
	if (ns < HOUR)
		return `${Math.floor(ns / MINUTE)} min ${Math.floor(ns % MINUTE / SECOND)} s`;
	if (ns < DAY)
		return `${Math.floor(ns / HOUR)} h ${Math.floor(ns % HOUR / MINUTE)} min`;
	return `${Math.floor(ns / DAY)} d ${Math.floor(ns % DAY / HOUR)} h`;
}

function relativeText(ns) {
	const sign = ns < 0 ? "\u2212" : "+", two = (n) => String(Math.floor(n)).padStart(2, "0");
	ns = Math.abs(ns);
	const seconds = Math.floor(ns / SECOND), ms = String(Math.floor(ns % SECOND / MS)).padStart(3, "0");
	if (seconds < 60)
		return `${sign}${seconds}.${ms}`;
	if (seconds < 3600)
		return `${sign}${Math.floor(seconds / 60)}:${two(seconds % 60)}.${ms}`;
	return `${sign}${Math.floor(seconds / 3600)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`;
}

const STEPS = [1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, MS, 2 * MS, 5 * MS, 10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS, 500 * MS,
	SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE,
	30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];

// Ticks on round times of the clock, at least `gap` pixels apart.
function ticksOf(from, to, width, gap) {
	// Microseconds take more room than minutes.
	const step = STEPS.find((s) => s / (to - from) * width >= (s < MS ? 1.5 * gap : gap)) ?? STEPS[STEPS.length - 1];
	if (!eventCount)
		return { step, ticks: [] };
	const offset = Number(startNs % BigInt(step)), ticks = [];
	for (let t = Math.ceil((from + offset) / step) * step - offset; t <= to && ticks.length < 200; t += step)
		ticks.push(t);
	return { step, ticks };
}

function tickText(ns, step) {
	if (step >= DAY)
		return dateText(ns);
	if (step >= MINUTE)
		return clockText(ns, 0).slice(0, 5);
	return clockText(ns, step >= SECOND ? 0 : step >= MS ? 3 : 6);
}

function setView(from, to) {
	const most = whole.to - whole.from, span = Math.min(Math.max(to - from, SPAN_MIN), most);
	from = Math.min(Math.max((from + to - span) / 2, whole.from), whole.to - span);
	view.from = from;
	view.to = from + span;
	changed(true);
}

// factor < 1 zooms in; `at` keeps its place.
function zoomBy(factor, at = (view.from + view.to) / 2) {
	setView(at - (at - view.from) * factor, at + (view.to - at) * factor);
}

function panBy(part) {
	const by = (view.to - view.from) * part;
	setView(view.from + by, view.to + by);
}

function zoomTo(from, to) {
	const room = Math.max((to - from) * 0.06, SPAN_MIN, (to - from) ? 0 : MS);
	setView(from - room, to + room);
}
