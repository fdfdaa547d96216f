/** Escapes, in JSON, the two characters that SQS does not accept in a message. */
export function escapeForSqs(json: string): string {
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}
