import type { Random } from '../../simulation/random.ts';
import { NASTY_TEXTS, nastyValue } from './nasty.ts';

/** Returns a copy of a value with a few places of it changed. */
export function mutated(value: unknown, random: Random, changes = random.between(1, 3)): unknown {
  let result = value;
  for (let change = 0; change < changes; change++) result = changedSomewhere(result, random);
  return result;
}

/** Returns the text with some characters removed, doubled, or replaced by characters that are special in JSON and YAML. */
export function garbled(text: string, random: Random): string {
  let result = text;
  for (let change = random.between(1, 3); change > 0; change--) {
    const at = random.upTo(result.length);
    const length = random.pick([0, 0, 1, 2, 20]);
    const piece = random.pick([
      '',
      '',
      ',',
      '}',
      ']',
      '"',
      '\\',
      '\\ud800',
      '1e400',
      '-0',
      ': ',
      '\t',
      '\n- ',
      ...NASTY_TEXTS,
    ]);
    result = result.slice(0, at) + piece + result.slice(at + length);
  }
  return result;
}

/** Returns the bytes with some of them changed, so that they often are no valid UTF-8. */
export function garbledBytes(bytes: Uint8Array, random: Random): Buffer {
  const result = Buffer.from(bytes);
  for (let change = random.between(1, 4); change > 0 && result.length > 0; change--) {
    result[random.upTo(result.length - 1)] = random.pick([0, 0x80, 0xc3, 0xed, 0xf5, 0xff, 0x22, 0x0a]);
  }
  return random.chance(0.2) ? result.subarray(0, random.upTo(result.length)) : result;
}

function changedSomewhere(value: unknown, random: Random): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || random.chance(0.1)) return nastyValue(random);
  return Array.isArray(value) ? changedList(value, random) : changedObject(Object.entries(value ?? {}), random);
}

function changedList(list: readonly unknown[], random: Random): unknown {
  const at = random.upTo(list.length - 1);
  const ways = [
    () => list.with(at, changedSomewhere(list[at], random)),
    () => list.toSpliced(at, 1),
    () => [...list, nastyValue(random)],
    () => [...list, ...list],
    () => list[at],
  ];
  return random.pick(ways)();
}

function changedObject(entries: readonly (readonly [string, unknown])[], random: Random): unknown {
  const at = random.upTo(entries.length - 1);
  const [key = '', value] = entries[at] ?? [];
  const ways = [
    () => entries.with(at, [key, changedSomewhere(value, random)]),
    () => entries.with(at, [key, changedSomewhere(value, random)]),
    () => entries.with(at, [key, nastyValue(random)]),
    () => entries.toSpliced(at, 1),
    () => entries.with(at, [random.pick(NASTY_TEXTS), value]),
    () => [...entries, [random.pick(NASTY_TEXTS), nastyValue(random)] as const],
  ];
  // Unlike assignment, this makes an own property of "__proto__", as JSON.parse does.
  return Object.fromEntries(random.pick(ways)());
}
