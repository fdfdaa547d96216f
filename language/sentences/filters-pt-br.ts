import type { SentenceCatalogue } from '../translate.ts';

/** The faults of filters, in Brazilian Portuguese. */
export const FILTERS_PT_BR: SentenceCatalogue = {
  'a filter: an object of fields and conditions': 'um filtro: um objeto de campos e condições',
  'an object of fields and conditions': 'um objeto de campos e condições',
  'an object of operators': 'um objeto de operadores',
  'a field, or fields joined by dots, at most {max:number} deep':
    'um campo, ou campos ligados por pontos, em até {max} níveis',
  'a field, or {operators:text}': 'um campo, ou {operators}',
  'one of the operators {operators:text}': 'um dos operadores {operators}',
  'a plain value, or $elemMatch': 'um valor simples, ou $elemMatch',
  'a plain value here; conditions on inner fields are written with dots':
    'um valor simples aqui; condições sobre campos internos são escritas com pontos',
  'a list of 1 to {max:number}': 'uma lista de 1 a {max}',
  'a finite number': 'um número finito',
  'a number or text': 'um número ou um texto',
  'text, a number, true, false, null, a list or an object':
    'um texto, um número, true, false, null, uma lista ou um objeto',
  'a list of a divisor and a remainder, such as [2, 0]': 'uma lista com um divisor e um resto, como [2, 0]',
  'a $regex beside it': 'um $regex ao lado',
  'a regular expression of at most {max:number} characters': 'uma expressão regular de no máximo {max} caracteres',
  'a regular expression of at most {max:number} parts when its repeats are written out':
    'uma expressão regular de no máximo {max} partes, com as repetições escritas por extenso',
  'a regular expression that can be read': 'uma expressão regular que possa ser lida',
  'a regular expression without backreferences': 'uma expressão regular sem referências a grupos anteriores',
  'a regular expression with a letter after \\c': 'uma expressão regular com uma letra depois de \\c',
  'a regular expression without (?i:…): $options hold for all of it':
    'uma expressão regular sem (?i:…): $options vale para ela toda',
  '$options of the letters i, m and s, each at most once':
    '$options com as letras i, m e s, cada uma no máximo uma vez',
  'at most {max:number} conditions in a filter': 'no máximo {max} condições em um filtro',
  'at most {max:number} conditions in all filters of a campaign':
    'no máximo {max} condições em todos os filtros de uma campanha',
  'at most {max:number} parts of regular expressions in all filters of a campaign':
    'no máximo {max} partes de expressões regulares em todos os filtros de uma campanha',
  'more with this one': 'mais do que isso, com este',
  'filters that take at most {max:number} steps for one event': 'filtros que exijam no máximo {max} passos por evento',
};
