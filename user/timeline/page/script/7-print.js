// SPDX-License-Identifier: GPL-2.0-only
// On paper: all incidents, whatever is filtered or closed on the screen.
"use strict";

function paperRow(table, className, ...cells) {
	const row = make("tr", className);
	for (const cell of cells) {
		const td = make("td");
		td.append(cell);
		row.append(td);
	}
	table.append(row);
	return row;
}

function paperIncident(i) {
	const table = make("table"), head = make("thead"), names = make("tr"), start = incidents.first[i];
	for (const name of ["Time", "Verdict", "What", "Why"])
		names.append(make("th", "", name));
	head.append(names);
	table.append(head);
	walkTree(i, () => true, (type, of, level) => {
		const indent = `${Math.min(level - 1, 12) * 10}pt`;
		if (type === PROCESS) {
			const row = paperRow(table, "program", "", "", `${processName(of)}  ${text(processes.cmdline[of]) || text(processes.exe[of])}`, "");
			row.cells[2].colSpan = 2;
			row.cells[3].remove();
			row.cells[2].style.paddingLeft = indent;
			return true;
		}
		const reason = text(events.reason[of]), sha256 = text(events.sha256[of]), count = String(events.count[of]);
		const row = paperRow(table, "", relativeText(events.time[of] - start), badge(events.severity[of], text(events.verdict[of])),
			`${text(events.kind[of])} ${text(events.path[of])}${events.arguments[of] ? `: ${text(events.arguments[of])}` : ""}${count === "1" ? "" : `, ${count} times`}${sha256 ? `, sha256 ${sha256}` : ""}`,
			data.reasons[reason] ?? reason);
		row.cells[2].style.paddingLeft = indent;
		return false;
	});
	return [make("h2", "", `Incident ${i + 1}: ${placeText(i, true)}`), make("p", "", `${fullText(start, 3)} to ${fullText(incidents.last[i], 3)} by the clock of ${data.hosts[processes.boot[incidents.entry[i]]]}`),
		make("p", "", storyOf(i)), ...gapsOfIncident[i].map((g) => make("p", "gap", gapText(g, start))), table];
}

function fillPaper() {
	const paper = $("paper");
	if (paper.childElementCount)
		return;
	paper.append(make("h1", "", "driftbolt timeline"), make("p", "", $("summary").textContent));
	for (const note of data.notes)
		paper.append(make("p", "", `Note: ${note}`));
	for (const g of gapsOutside)
		paper.append(make("p", "gap", gapText(g)));
	for (let i = 0; i < incidentCount; i++)
		paper.append(...paperIncident(i));
}

addEventListener("beforeprint", fillPaper);
addEventListener("afterprint", () => $("paper").replaceChildren());
