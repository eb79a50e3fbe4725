import { expect } from 'chai';
import fc from 'fast-check';
import '../../property/seed.ts';
import { Readable } from 'node:stream';
import { ruleSetOf } from '../../../src/engine/rule-set.ts';
import { WatchStream } from '../../../src/gateway/watch-stream.ts';
import type { Problem } from '../../../src/errors.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { V1, V2, widget, WIDGET_RULES } from '../../support/widgets.ts';

const [family] = WIDGET_RULES.families;

async function convert(chunks: readonly Buffer[], limit = 10_000): Promise<{ text: string; problems: Problem[] }> {
  const problems: Problem[] = [];
  const stream = new WatchStream({
    member: 'm1',
    translation: { family: family!, wanted: V2, served: V1 },
    rules: () => WIDGET_RULES,
    limit,
    onProblem: (cause) => problems.push(cause),
    onUnconverted: ({ first }) => problems.push(first),
  });
  const output: Buffer[] = [];
  for await (const chunk of Readable.from(chunks).pipe(stream)) output.push(chunk as Buffer);
  return { text: String(Buffer.concat(output)), problems };
}

const events = (apiVersion: string, key: string): string =>
  ['é', '€', '🎨']
    .map((text) => `${JSON.stringify({ type: 'ADDED', object: widget(apiVersion, { [key]: text }) })}\n`)
    .join('');

describe('WatchStream', () => {
  it('gives the same events however the bytes are cut', async () => {
    const bytes = Buffer.from(events(V1, 'colour'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 40 }), async (cuts) => {
        const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b);
        const chunks = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
        expect((await convert(chunks)).text).to.equal(events(V2, 'color'));
      }),
      { numRuns: 50 },
    );
  });

  it('passes lines that it does not change on as they are', async () => {
    const line = '{ "type":"ERROR",  "object": {"kind":"Status"} }\n\n';
    expect((await convert([Buffer.from(line)])).text).to.equal(line.slice(0, -1));
  });

  it('says nothing more after an event that cannot be converted', async () => {
    const { text, problems } = await convert([Buffer.from(`${events(V1, 'colour')}oops\n${events(V1, 'colour')}`)]);
    const lines = text.trim().split('\n');
    expect(lines).to.have.length(4);
    expect(JSON.parse(lines[3] ?? '')).to.have.nested.property('object.code', 502);
    expect(problems.map(({ code }) => code)).to.deep.equal(['MEMBER_ANSWER_INVALID']);
  });

  it('shows an object that cannot be converted by its metadata alone, and goes on', async () => {
    const broken = { type: 'MODIFIED', object: widget(V1, 'text' as unknown as JsonObject, { resourceVersion: '7' }) };
    const bytes = Buffer.from(`${JSON.stringify(broken)}\n${events(V1, 'colour')}`);
    const { text, problems } = await convert([bytes]);
    const [first = '', ...others] = text.trim().split('\n');
    expect(`${others.join('\n')}\n`).to.equal(events(V2, 'color'));
    const { type, object } = JSON.parse(first) as { type: string; object: JsonObject };
    expect([type, Object.keys(object)]).to.deep.equal(['MODIFIED', ['apiVersion', 'kind', 'metadata']]);
    expect(object).to.have.nested.property('metadata.resourceVersion', '7');
    expect(problems.map(({ code }) => code)).to.deep.equal(['FIELD_TYPE']);
  });

  it('ends with an error event when a lens throws', async () => {
    const lens = (): never => {
      throw new TypeError('a mistake');
    };
    const broken = { ...family!, lenses: new Map([[V1, lens]]) };
    const bugs: unknown[] = [];
    const stream = new WatchStream({
      member: 'm1',
      translation: { family: broken, wanted: V2, served: V1 },
      rules: () => ruleSetOf([broken]),
      limit: 10_000,
      onUnconverted: () => undefined,
      onProblem: (_, bug) => bugs.push(bug),
    });
    stream.end(events(V1, 'colour'));
    const output: Buffer[] = [];
    for await (const chunk of stream) output.push(chunk as Buffer);
    const lines = String(Buffer.concat(output)).trim().split('\n');
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? '')).to.have.property('type', 'ERROR');
    expect(bugs[0]).to.be.instanceOf(TypeError);
  });

  it('bounds an event that never ends', async () => {
    const chunk = Buffer.alloc(600, 'x');
    const { problems } = await convert([chunk, chunk, chunk], 1_000);
    expect(problems.map(({ code }) => code)).to.deep.equal(['MEMBER_ANSWER_TOO_LARGE']);
  });
});
