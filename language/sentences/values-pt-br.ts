import type { SentenceCatalogue } from '../translate.ts';

/** The values that fields of every kind of input expect, in Brazilian Portuguese. */
export const VALUES_PT_BR: SentenceCatalogue = {
  text: 'um texto',
  string: 'um texto',
  number: 'um número',
  boolean: 'true ou false',
  Object: 'um objeto',
  Array: 'uma lista',
  '({words:text})': 'um destes: {words}',
  '"{word:text}"': '"{word}"',
  'a number': 'um número',
  'a boolean': 'true ou false',
  'an object': 'um objeto',
  'true or false': 'true ou false',
  'true, false or null': 'true, false ou null',
  'a whole number': 'um número inteiro',
  'a whole number from 1': 'um número inteiro a partir de 1',
  'a whole number from 1 to {max:number}': 'um número inteiro de 1 a {max}',
  'one of {words:text}': 'um destes: {words}',
  'one of the known fields {fields:text}': 'um dos campos conhecidos: {fields}',
  'an object with the fields {fields:text}': 'um objeto com os campos {fields}',
  'only known fields': 'somente campos conhecidos',
  'a list of {min:number} to {max:number}': 'uma lista de {min} a {max}',
  'each only once': 'cada um só uma vez',
  'text of 1 to {max:number} characters': 'um texto de 1 a {max} caracteres',
  'text of at most {max:number} characters': 'um texto de no máximo {max} caracteres',
  'text of whole characters (half of a surrogate pair is none)':
    'um texto de caracteres inteiros (a metade de um par substituto não é um caractere)',
  'text in UTF-8': 'um texto em UTF-8',
  'text, a number, true or false': 'um texto, um número, true ou false',
  'bytes that are not UTF-8': 'bytes que não são UTF-8',
  'a field whose name is not': 'um campo cujo nome não é',
  'other bytes': 'outros bytes',
  'byte 0x{code:text}': 'o byte 0x{code}',
  '{bytes:number} bytes': '{bytes} bytes',
  'at most {max:number} levels': 'no máximo {max} níveis',
  'at most {kib:number} KiB ({bytes:number} bytes) as JSON in UTF-8':
    'no máximo {kib} KiB ({bytes} bytes) como JSON em UTF-8',
  'a number that JSON can carry (below 1.8e308)': 'um número que cabe em JSON (menor que 1.8e308)',
  'a JSON object': 'um objeto JSON',
  'an RFC 3339 instant with a zone, such as 2026-12-01T09:30:00Z, from 1970 to 9999':
    'um instante RFC 3339 com fuso, como 2026-12-01T09:30:00Z, de 1970 a 9999',
  'a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes"':
    'um número inteiro de segundos, minutos, horas, dias ou semanas, como "30 minutes"',
  'a time of day from "00:00" to "23:59"': 'um horário de "00:00" a "23:59"',
  'the name of a time zone, such as "Europe/Berlin"': 'o nome de um fuso horário, como "America/Sao_Paulo"',
  'a time zone that exists, such as Europe/Berlin': 'um fuso horário que existe, como America/Sao_Paulo',
  'a language tag, such as pt-BR': 'o código de um idioma, como pt-BR',
  'an address such as ada@shop.example, or Ada <ada@shop.example>':
    'um endereço como ada@shop.example, ou Ada <ada@shop.example>',
  'email addresses, domains such as @example.com, phone numbers such as +491701234567, hosts such as hooks.example.com, or user:ID, separated by commas':
    'endereços de e-mail, domínios como @example.com, números de telefone como +5511912345678, servidores como hooks.example.com, ou user:ID, separados por vírgulas',
  'an id of 1 to 256 characters': 'um id de 1 a 256 caracteres',
  'a note of 1 to 500 characters': 'uma nota de 1 a 500 caracteres',
  'no segment . or ..; an id like that goes into the query, as in /decisions?userId=..':
    'nenhum segmento . ou ..; um id assim vai nos parâmetros, como em /decisions?userId=..',
};
