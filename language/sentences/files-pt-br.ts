import type { SentenceCatalogue } from '../translate.ts';

/** The faults of files: their YAML, projects, and files of values, in Brazilian Portuguese. */
export const FILES_PT_BR: SentenceCatalogue = {
  'a file of at most {max:number} bytes': 'um arquivo de no máximo {max} bytes',
  'at most {max:number} keys, values and signs in a file': 'no máximo {max} chaves, valores e sinais em um arquivo',
  'more than {max:number} aliases': 'mais de {max} referências *',
  'what they stand for, written out': 'o que elas representam, por extenso',
  'a tab': 'uma tabulação',
  'spaces for indentation': 'espaços no recuo',
  'a colon in a value': 'dois-pontos em um valor',
  'quotes around text that has a colon and a space in it, and fields below each other to begin in one column':
    'aspas em volta de um texto com dois-pontos e espaço, e campos um abaixo do outro na mesma coluna',
  'a list or an object as the name of a field': 'uma lista ou um objeto como nome de um campo',
  'more text after a value that has ended': 'mais texto depois do fim de um valor',
  'quotes around the whole text (it needs them where it begins with [, {, ", \', *, & or !), and quotes in it of the other kind':
    'aspas em volta do texto inteiro (ele precisa delas quando começa com [, {, ", \', *, & ou !), e dentro dele aspas do outro tipo',
  'text beside | or >': 'texto ao lado de | ou >',
  'it in the lines below, or in quotes': 'que ele estivesse nas linhas abaixo, ou entre aspas',
  '- beside the name of a field': '- ao lado do nome de um campo',
  'the list in the lines below, or text in quotes': 'a lista nas linhas abaixo, ou um texto entre aspas',
  'a colon or a dash in a value': 'dois-pontos ou um traço em um valor',
  'quotes around it': 'aspas em volta dele',
  'a quote that nothing closes': 'aspas que nada fecha',
  'the same quote at the end of the text': 'as mesmas aspas no fim do texto',
  'a field that no colon ends in its line': 'um campo sem dois-pontos na linha dele',
  'the name of a field, a colon and its value': 'o nome de um campo, dois-pontos e o valor',
  'a list or an object that nothing closes': 'uma lista ou um objeto que nada fecha',
  'a } for each {, and a ] for each [': 'um } para cada {, e um ] para cada [',
  'the tag {tag:text}': 'a tag {tag}',
  'no tags; text that begins with ! needs quotes': 'nenhuma tag; um texto que começa com ! precisa de aspas',
  'text that begins with {character:text}': 'um texto que começa com {character}',
  'the comment {comment:text}, which hides what closes the line':
    'o comentário {comment}, que esconde o que fecha a linha',
  'quotes around text that has a # in it': 'aspas em volta de um texto com #',
  'nothing but the comment {comment:text}; text with a # needs quotes':
    'nada além do comentário {comment}; um texto com # precisa de aspas',
  'them outside quotes': 'chaves duplas fora de aspas',
  'quotes around text that has {{ }} or {% %} in it, such as "Hello {{ user.first_name }}" or "Hello {{ user.first_name | default: \'you\' }}"':
    'aspas em volta de um texto com {{ }} ou {% %}, como "Olá, {{ user.first_name }}" ou "Olá, {{ user.first_name | default: \'você\' }}"',
  'a second document, which --- begins': 'um segundo documento, que --- começa',
  'an anchor &{name:text} before it, or quotes around text that begins with *':
    'uma âncora &{name} antes, ou aspas em volta de um texto que começa com *',
  '*{name:text}, an alias of nothing': '*{name}, uma referência a nada',
  'it twice, first in line {line:number}': 'o campo duas vezes, a primeira na linha {line}',
  'each field once': 'cada campo uma vez',
  'a merge key': 'uma chave de mesclagem',
  'each field written out: << is not supported': 'cada campo por extenso: << não é aceito',
  'the name of a field before the colon': 'o nome de um campo antes dos dois-pontos',
  '{source:text} as {kind:phrase}; in quotes it is text: "{quoted:text}"':
    '{source} como {kind}; entre aspas é um texto: "{quoted}"',
  '{source:text} as null; in quotes it is text: "{quoted:text}"':
    '{source} como null; entre aspas é um texto: "{quoted}"',

  'a project as YAML or JSON, such as project: shop': 'um projeto em YAML ou JSON, como project: shop',
  'settings as YAML or JSON': 'configurações em YAML ou JSON',
  'a name of 1 to 64 lowercase letters, digits and hyphens, such as shop':
    'um nome de 1 a 64 letras minúsculas, dígitos e hifens, como shop',
  'an id that no other file has': 'um id que nenhum outro arquivo tenha',
  '{id:text}, the id of {file:text}': '{id}, o id de {file}',
  'the name of a time zone, such as "Europe/Berlin"; a project does not remove it':
    'o nome de um fuso horário, como "America/Sao_Paulo"; um projeto não o remove',
  'values as YAML or JSON, such as minPrice: 20': 'valores em YAML ou JSON, como minPrice: 20',
  'names with their values, such as minPrice: 20': 'nomes com os seus valores, como minPrice: 20',
  'a name of at most 64 letters, digits, hyphens and underscores that begins with a letter or an underscore':
    'um nome de no máximo 64 letras, dígitos, hifens e sublinhados que comece com uma letra ou um sublinhado',
  'a ${ without a name and }': `um \${ sem um nome e }`,
  'a reference such as {reference:text}, or $${ for the characters ${':
    'uma referência como {reference}, ou $${ para os caracteres ${',
  'a value of {name:text} in the file of --values (there are none), or $${ for the characters ${':
    'um valor de {name} no arquivo de valores (que não tem nenhum), ou $${ para os caracteres ${',
  'a value of {name:text} in the file of --values ({known:text}), or $${ for the characters ${':
    'um valor de {name} no arquivo de valores ({known}), ou $${ para os caracteres ${',
  'one file of values': 'um só arquivo de valores',
  'another one': 'mais um',
  'one campaign with this id': 'uma só campanha com este id',
  two: 'duas',
};
