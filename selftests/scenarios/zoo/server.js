// SPDX-License-Identifier: GPL-2.0-only
const http = require('http');
const { Worker, isMainThread, parentPort } = require('worker_threads');
const acorn = require('/usr/share/nodejs/acorn');

if (!isMainThread) {
	let sum = 0;
	for (let i = 0; i < 3e6; i++)
		sum = (sum + i * i) % 1000003;
	parentPort.postMessage(sum);
} else {
	// (func (export "f") (result i32) i32.const 42)
	const wasm = Buffer.from('0061736d010000000105016000017f0302010007050101660000' + '0a06010400412a0b', 'hex');
	const answer = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports.f();
	const nodes = acorn.parse('var a = 1;', { ecmaVersion: 2020 }).body.length;
	const server = http.createServer((request, response) => {
		const worker = new Worker(__filename);
		worker.on('message', (sum) => response.end(`sum ${sum}`));
	});
	server.listen(8000, '127.0.0.1', () => {
		let left = 3;
		for (let i = 0; i < 3; i++)
			http.get('http://127.0.0.1:8000/', (response) => {
				response.on('data', (text) => {
					if (--left === 0) {
						console.log(`node ${process.version} ${answer} ${nodes} ${text}`);
						server.close();
						process.exit(0);
					}
				});
			});
	});
}
