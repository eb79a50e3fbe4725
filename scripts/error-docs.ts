import { format, resolveConfig } from 'prettier';
import { CATALOGUE, type ErrorCode } from '../src/errors.ts';

/** Where the text belongs. */
export const ERROR_DOCS = new URL('../docs/errors.md', import.meta.url);

const INTRODUCTION = `<!-- Made by \`npm run docs:errors\` from src/errors.ts; do not edit. -->

# Errors

Every failure that Karmorph tells has one of these codes. A code never changes its meaning. Words in braces stand for what the message names.
Over HTTP the code comes with the status and the reason given here, in the form that the protocol asks for: a Kubernetes \`Status\`, an
\`AdmissionReview\`, or JSON. On the command line it stands before the message.
`;

/** The text of docs/errors.md: the catalogue, grouped by the first word of the code, and sorted. */
export async function renderErrorDocs(): Promise<string> {
  const codes = (Object.keys(CATALOGUE) as ErrorCode[]).sort();
  const groups = [...new Set(codes.map(groupOf))];
  const sections = groups.map((group) => {
    const entries = codes.filter((code) => groupOf(code) === group).map(renderEntry);
    return `## ${group}\n\n${entries.join('\n')}`;
  });
  const config = await resolveConfig(ERROR_DOCS);
  return format([INTRODUCTION, ...sections].join('\n'), { ...config, parser: 'markdown' });
}

function groupOf(code: ErrorCode): string {
  const [word = code] = code.split('_');
  return word;
}

function renderEntry(code: ErrorCode): string {
  const { status, reason, message, hint } = CATALOGUE[code];
  return `### ${code}\n\n${status} ${reason}: ${codeSpan(message)}\n\n${hint}\n`;
}

/** A code span, whatever backticks are in the text. */
function codeSpan(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
