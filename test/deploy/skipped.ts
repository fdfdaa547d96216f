/** Stories that the deployed installation cannot tell, by name, each with its reason. */
const NOT_HERE: readonly { readonly name: RegExp; readonly because: string }[] = [];

/** Why a test does not run here, if it does not. */
export function whyNotHere(suite: string | undefined, test: string): string | undefined {
  const name = [suite, test].filter((each) => each !== undefined && each !== '').join(' > ');
  return NOT_HERE.find((each) => each.name.test(name))?.because;
}
