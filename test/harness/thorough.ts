/** True where tests that play many cases play all of them: in `npm run test:slow`. `npm test` plays a part, so that it stays quick. */
export const isThorough = process.env['THOROUGH'] === '1';
