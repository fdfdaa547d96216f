import * as v from 'valibot';

/** The fields that a command reads, if the answer has each of them, with a type that its reader accepts. */
type Readable<Answer, Entries> = {
  readonly [Field in keyof Entries]: Field extends keyof Answer
    ? Entries[Field] extends v.GenericSchema
      ? Answer[Field] extends v.InferInput<Entries[Field]>
        ? Entries[Field]
        : never
      : never
    : never;
};

/**
 * Creates the schema by which a command reads an answer of the HTTP interface. The types come from the schema that the interface
 * answers with: a field that it lacks, or gives another type, does not compile. Fields that a command does not read are kept for
 * `--json`. Closed lists are read as text, so that the command understands newer installations too.
 */
export function readerOf<Answer>() {
  return <const Entries extends v.ObjectEntries>(entries: Entries & Readable<Answer, Entries>) =>
    v.looseObject<Entries>(entries);
}
