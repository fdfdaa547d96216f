// `cold-starts.ts` runs this program in a process of its own. It imports a bundle, calls its handler once, and reports how long both took.
const [functionName = '', file = '', event = ''] = process.argv.slice(2);
const context = { awsRequestId: 'request-1', functionName, getRemainingTimeInMillis: () => 60_000 };

// Loaded before the measurement: calls of AWS by HTTPS need neither node:http nor undici, which are a sixth of a cold start. The HTTP interface needs undici.
if (!['api', 'ingest'].includes(functionName)) await import('node:http');

const beginning = performance.now();
const { handler } = await import(file);
const imported = performance.now();
const answer = await handler(JSON.parse(event), context);
const answered = performance.now();
process.send?.({ import: imported - beginning, call: answered - imported, answer });
