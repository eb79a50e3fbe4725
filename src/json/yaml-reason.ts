/** The first line of what a YAML parser says, without the place, which messages have in front, and without advice for programs. */
export function yamlReason(message: string): string {
  const [line = message] = message.split('\n', 1);
  if (line.startsWith('Source contains multiple documents')) return 'it has more than one document';
  return line.replace(/ at line \d+, column \d+:?$/, '');
}
