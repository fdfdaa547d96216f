/** A header that an email has besides those of its addresses, its subject and its content. */
export interface EmailHeader {
  readonly name: string;
  readonly value: string;
}

/** The maximum number of characters of a name, and of a name and its value: those of SES, which fit in a line of SMTP. */
const MAX_HEADER_NAME_CHARACTERS = 126;
const MAX_HEADER_CHARACTERS = 996;
const FIELD_NAME = /^[A-Za-z0-9-]+$/;
/** Printable ASCII: no line break, which would begin another header. */
const FIELD_VALUE = /^[\x20-\x7e]+$/;

/** Returns whether a header can be sent as it is. */
export function isSendableHeader({ name, value }: EmailHeader): boolean {
  const isShort = name.length <= MAX_HEADER_NAME_CHARACTERS && name.length + value.length <= MAX_HEADER_CHARACTERS;
  return isShort && FIELD_NAME.test(name) && FIELD_VALUE.test(value);
}
