// SPDX-License-Identifier: GPL-2.0-only
// validate.js NODE_MODULES FILE...: each document of the YAML files against the schemas that are made of Kubernetes' own
// OpenAPI description: types, required fields and formats (kubernetes-models), fields that do not exist (kubernetes-types).
// What this cannot see is said by an API server alone: admission, defaults, rules between fields.
const fs = require("fs");
const path = require("path");
const modules = path.resolve(process.argv[2]);
const load = (name) => require(path.join(modules, name));
const yaml = load("js-yaml");
const ts = load("typescript");
let bad = 0;

function complain(file, text) {
	bad++;
	console.log(`${file}: ${text}`);
}

function by_schema(file, object) {
	try {
		const model = load(`kubernetes-models/${object.apiVersion}/${object.kind}`)[object.kind];
		new model(object).validate();
	} catch (error) {
		complain(file, error.code === "MODULE_NOT_FOUND" ? `no such kind: ${object.apiVersion} ${object.kind}` : error.message);
	}
}

// One program for all: the compiler reads Kubernetes' types once.
const sources = new Map();
function note_type(file, object) {
	const source = path.join(path.dirname(modules), `document-${sources.size}.ts`);
	fs.writeFileSync(source, `import type { ${object.kind} } from "kubernetes-types/${object.apiVersion}";\n` +
		`export const object: ${object.kind} = ${JSON.stringify(object, null, 1)};\n`);
	sources.set(source, file);
}

function by_types() {
	const program = ts.createProgram([...sources.keys()], { strict: true, noEmit: true, types: [],
		target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS,
		moduleResolution: ts.ModuleResolutionKind.Node10 });
	for (const diagnostic of ts.getPreEmitDiagnostics(program))
		complain(sources.get(diagnostic.file && path.resolve(diagnostic.file.fileName)) || "types",
			ts.flattenDiagnosticMessageText(diagnostic.messageText, " "));
}

for (const file of process.argv.slice(3)) {
	let objects = [];
	try {
		objects = yaml.loadAll(fs.readFileSync(file, "utf8"));
	} catch (error) {
		complain(file, error.message);
	}
	for (const object of objects) {
		if (!object || !object.kind || !object.apiVersion) {
			complain(file, "no kind or apiVersion");
			continue;
		}
		by_schema(file, object);
		note_type(file, object);
	}
}
by_types();
process.exit(bad ? 1 : 0);
