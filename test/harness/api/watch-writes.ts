/** Creates a function that replaces methods of a port by ones that only record their names, such as `rows.write`, in a list. */
export function createWriteWatch(written: string[]) {
  return <Port extends object>(name: string, port: Port, methods: readonly (keyof Port & string)[]): Port => ({
    ...port,
    ...Object.fromEntries(methods.map((method) => [method, async () => void written.push(`${name}.${method}`)])),
  });
}
