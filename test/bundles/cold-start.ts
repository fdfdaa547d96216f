/** Run in a process of its own by `cold-starts.ts`: imports a bundle, calls it once, and tells how long both took. */
const [functionName = '', file = '', event = ''] = process.argv.slice(2);
const context = { awsRequestId: 'request-1', functionName: 'stage', getRemainingTimeInMillis: () => 60_000 };

// AWS is called by HTTPS, for which node:http is never loaded, nor undici with it: a sixth of a cold start. The HTTP interface needs undici.
if (functionName !== 'api') await import('node:http');

const beginning = performance.now();
const { handler } = await import(file);
const imported = performance.now();
const answer = await handler(JSON.parse(event), context);
const answered = performance.now();
process.send?.({ import: imported - beginning, call: answered - imported, answer });
