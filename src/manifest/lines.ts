import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a stream, without their line ends, as they arrive. Only `\n` and `\r\n` end a line: U+2028, which
 * node:readline also breaks at, is an ordinary character inside a JSON string. A byte order mark is left out.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let first = true;
  for await (const chunk of chunks) {
    let text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    if (first && text.length > 0) {
      text = text.replace(/^\uFEFF/, '');
      first = false;
    }
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      parts.push(text.slice(start, end));
      yield joined(parts);
      parts = [];
      start = end + 1;
    }
    parts.push(text.slice(start));
  }
  parts.push(decoder.end());
  const last = joined(parts);
  if (last !== '') yield last;
}

function joined(parts: readonly string[]): string {
  const line = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
