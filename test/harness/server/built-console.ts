import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The texts of a made-up console. */
export const BUILT = {
  page: '<!doctype html><script type="module" src="/console/assets/main-1a2b.js"></script>',
  script: 'document.title = "console";',
  style: 'body { margin: 0 }',
  secret: 'nothing of this is served',
} as const;

/** Writes a made-up built console into a temporary directory, with files beside it that must not be served, and returns its folder. */
export function writeBuiltConsole(): string {
  const parent = mkdtempSync(join(tmpdir(), 'campaign-connector-built-'));
  const folder = join(parent, 'built');
  mkdirSync(join(folder, 'assets/chunks'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), BUILT.page);
  writeFileSync(join(folder, 'assets/main-1a2b.js'), BUILT.script);
  writeFileSync(join(folder, 'assets/chunks/style-3c4d.css'), BUILT.style);
  writeFileSync(join(folder, 'bundled-packages.json'), BUILT.secret);
  writeFileSync(join(parent, 'secret.txt'), BUILT.secret);
  symlinkSync(join(parent, 'secret.txt'), join(folder, 'assets/link.txt'));
  return folder;
}
