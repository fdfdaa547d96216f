import { getStartOffset, parseYaml } from '../../core/parse-yaml.ts';
import type { TextPlace } from '../parts/yaml-editor.tsx';
import type { DraftPath } from './draft-path.ts';

/** Returns the place of a field in a text, or of the nearest part around it. */
export function locateField(text: string, path: DraftPath): TextPlace {
  const yaml = parseYaml(text);
  if ('problem' in yaml) return { line: 1, column: 1 };
  for (let length = path.length; length > 0; length -= 1) {
    const node = yaml.document.getIn(path.slice(0, length), true);
    if (node === undefined || node === null) continue;
    const { line, col } = yaml.lines.linePos(getStartOffset(node));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
  return { line: 1, column: 1 };
}
