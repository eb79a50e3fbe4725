/** Text that no Markdown is read in: a fence of backticks longer than any in it. */
export function codeSpan(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** A code span for the cell of a table. */
export function tableCell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}
