import type { SentenceCatalogue } from '../translate.ts';

/** The forms in which sentences are put together, in Brazilian Portuguese: a fault with its path, several faults, a list that was cut. */
export const GRAMMAR_PT_BR: SentenceCatalogue = {
  '{path:text}: expected {expected:phrase}, found {found:found}': '{path}: esperado: {expected}; encontrado: {found}',
  'the whole: expected {expected:phrase}, found {found:found}': 'o todo: esperado: {expected}; encontrado: {found}',
  '{place:text} the whole: expected {expected:phrase}, found {found:found}':
    '{place} o todo: esperado: {expected}; encontrado: {found}',
  '{path:text}: expected {expected:phrase}': '{path}: esperado: {expected}',
  'expected {expected:phrase}, found {found:found}': 'esperado: {expected}; encontrado: {found}',
  'expected {expected:phrase}; found {found:found}': 'esperado: {expected}; encontrado: {found}',
  'expected {expected:phrase}': 'esperado: {expected}',
  '{path:text}: {sentence:phrase}': '{path}: {sentence}',
  'the whole: {sentence:phrase}': 'o todo: {sentence}',
  'warning: {sentence:phrase}': 'aviso: {sentence}',
  'line {line:number}: {sentence:phrase}': 'linha {line}: {sentence}',
  '{first:phrase}; {second:phrase}': '{first}; {second}',
  '{first:phrase}; and {count:number} more': '{first}; e mais {count}',
  'version {version:number}: {faults:phrase}': 'versão {version}: {faults}',
  'the whole': 'o todo',
  nothing: 'nada',
  more: 'mais do que isso',
  'more of them': 'mais do que isso',
  'the same': 'o mesmo',
  'the same as {path:text}': 'o mesmo que {path}',
  'an unknown field': 'um campo desconhecido',
  'a value': 'um valor',
  'something else': 'outra coisa',
};
