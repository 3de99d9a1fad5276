/** The words for a name from the server; a name of a newer server is shown as it is, readable. */
export function named(words: Readonly<Record<string, string>>, name: string): string {
  return words[name] ?? name.replaceAll('_', ' ');
}
