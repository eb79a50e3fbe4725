import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { ERROR_DOCS, renderErrorDocs } from '../../../scripts/error-docs.ts';
import { CATALOGUE, problem, type ErrorCode } from '../../../src/errors.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CODES = Object.keys(CATALOGUE) as ErrorCode[];

/** The program's source files, but for the catalogue. */
const sources = ['src', 'certs', 'conversions'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith('.ts') && !/^src\/(errors\.ts|error-catalogue\/)/.test(file))
    .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') })),
);

/** The names in braces of a message. */
function parametersOf(code: ErrorCode): readonly string[] {
  return [...CATALOGUE[code].message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function mentions(text: string, code: ErrorCode): boolean {
  return text.includes(`'${code}'`);
}

describe('docs/errors.md', () => {
  it('is what `npm run docs:errors` writes', async () => {
    expect(readFileSync(ERROR_DOCS, 'utf8')).to.equal(await renderErrorDocs());
  });
});

describe('the error catalogue', () => {
  it('has no code that nothing uses', () => {
    expect(CODES.filter((code) => !sources.some(({ text }) => mentions(text, code)))).to.deep.equal([]);
  });

  it('has no parameter that nothing gives', () => {
    const missing = CODES.flatMap((code) => {
      const rooms = new Set(sources.filter(({ text }) => mentions(text, code)).map(({ file }) => dirname(file)));
      const users = sources.filter(({ file }) => rooms.has(dirname(file)));
      const given = (name: string) => users.some(({ text }) => new RegExp(`[{,]\\s*${name}\\b\\s*[:,}]`).test(text));
      return parametersOf(code)
        .filter((name) => !given(name))
        .map((name) => `${code} {${name}}`);
    });
    expect(missing).to.deep.equal([]);
  });

  it('is given every parameter where a problem is made in place', () => {
    expect(sources.flatMap(({ file, text }) => incompleteCalls(file, text))).to.deep.equal([]);
  });

  it('has messages that go on with a hint', () => {
    for (const code of CODES) {
      const { message, hint, status } = CATALOGUE[code];
      expect(message, code).to.match(/^[^\s].*[^.\s]$/);
      expect(hint, code).to.match(/^[A-Za-z`].*\.$/);
      expect(status, code).to.be.within(400, 599);
    }
  });

  it('fills in the parameters of a message', () => {
    const { code, message } = problem('FIELD_TYPE', { path: 'spec', expected: 'an object', actual: 'a $& list' });
    expect([code, message]).to.deep.equal(['FIELD_TYPE', 'spec must be an object, but is a $& list']);
  });
});

/** Calls such as `problem('CODE', {...})` that leave out a parameter of the message. */
function incompleteCalls(file: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'problem')
      found.push(...missingIn(node).map((name) => `${file}: ${name}`));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022));
  return found;
}

function missingIn({ arguments: [code, parameters] }: ts.CallExpression): readonly string[] {
  if (!code || !ts.isStringLiteral(code)) return [];
  const names = parametersOf(code.text as ErrorCode);
  if (!parameters) return names.map((name) => `${code.text} {${name}}`);
  if (!ts.isObjectLiteralExpression(parameters) || parameters.properties.some(ts.isSpreadAssignment)) return [];
  const given = parameters.properties.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : ''));
  return names.filter((name) => !given.includes(name)).map((name) => `${code.text} {${name}}`);
}
