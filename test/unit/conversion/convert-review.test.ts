import { expect } from 'chai';
import { convertReview } from '../../../src/conversion/convert-review.ts';
import { createPacer } from '../../../src/gateway/pacer.ts';
import { splitReview } from '../../../src/conversion/split-review.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { V1, V2, widget, WIDGET_RULES } from '../../support/widgets.ts';

const V1_API = 'apiextensions.k8s.io/v1';

function review(objects: readonly unknown[], desiredAPIVersion = V2, apiVersion = V1_API): string {
  const request = { uid: 'u1', desiredAPIVersion, objects };
  return JSON.stringify({ apiVersion, kind: 'ConversionReview', request });
}

async function answer(text: string): Promise<JsonObject> {
  const result = await convertReview(Buffer.from(text), WIDGET_RULES, () => undefined);
  if (!result.ok) return { problem: { code: result.problem.code, message: result.problem.message } };
  return JSON.parse(Buffer.concat(result.chunks).toString()) as JsonObject;
}

describe('convertReview', () => {
  for (const apiVersion of [V1_API, 'apiextensions.k8s.io/v1beta1']) {
    it(`answers ${apiVersion} in kind, in the order of the objects`, async () => {
      const objects = ['a', 'b', 'c'].map((colour) => widget(V1, { colour }));
      expect(await answer(review(objects, V2, apiVersion))).to.deep.equal({
        apiVersion,
        kind: 'ConversionReview',
        response: {
          uid: 'u1',
          result: { status: 'Success' },
          convertedObjects: ['a', 'b', 'c'].map((color) => widget(V2, { color })),
        },
      });
    });
  }

  const whole: readonly { name: string; objects: readonly unknown[]; want: readonly unknown[] }[] = [
    { name: 'no objects', objects: [], want: [] },
    { name: 'an object in the wanted version as it is', objects: [widget(V2, { a: 1 })], want: [widget(V2, { a: 1 })] },
    {
      name: 'texts with brackets, commas, quotes and escapes',
      objects: [widget(V1, { colour: '],[{}"\\' }), widget(V1, { colour: '"request": {"objects": [' })],
      want: [widget(V2, { color: '],[{}"\\' }), widget(V2, { color: '"request": {"objects": [' })],
    },
  ];
  for (const { name, objects, want } of whole) {
    it(`converts ${name}`, async () => {
      expect(await answer(review(objects)))
        .to.have.nested.property('response.convertedObjects')
        .that.deep.equals(want);
    });
  }

  it('keeps every digit of a large integer, and reads a review with white space', async () => {
    const object = '{"apiVersion":"example.com/v1","kind":"Widget","spec":{"n":12345678901234567890}}';
    const text = ` { "kind":"ConversionReview", "request" : {"objects" : [ ${object} ] , "uid":"u" ,
      "desiredAPIVersion":"${V2}"},"apiVersion":"${V1_API}"} `;
    const result = await convertReview(Buffer.from(text), WIDGET_RULES, () => undefined);
    expect(result.ok && Buffer.concat(result.chunks).toString()).to.contain('"n":12345678901234567890');
  });

  const broken = widget(V1, { colour: 'x' }, { name: 'bad', namespace: 'shop' });
  const failures: readonly { name: string; text: string; want: RegExp }[] = [
    {
      name: 'a kind without a rule',
      text: review([{ ...broken, kind: 'Gadget' }]),
      want: /Gadget "shop\/bad" cannot be converted from example\.com\/v1 to example\.com\/v2 by rule none.*ConversionRule/,
    },
    {
      name: 'a version that the rule does not know',
      text: review([widget(V1, {})], 'example.com/v9'),
      want: /rule widgets\.example\.com.*example\.com\/v9.*knows/,
    },
    {
      name: 'a field of another type, after an object that is right',
      text: review([widget(V1, {}), { ...broken, spec: [] }]),
      want: /Widget "shop\/bad".*rule widgets\.example\.com.*spec must be an object, but is a list.*Correct the field/,
    },
    { name: 'an object that is none', text: review([widget(V1, {}), 3]), want: /^request\.objects\[1\]: .*apiVersion/ },
    { name: 'an object that is null', text: review([null]), want: /^request\.objects\[0\]: / },
    { name: 'an object without a version', text: review([{ kind: 'Widget' }]), want: /from no version/ },
    {
      name: 'an object that nests too deep',
      text: review([JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`)]),
      want: /^request\.objects\[0\]: .*deeper/,
    },
    {
      name: 'a forbidden key',
      text: review([broken]).replace('"colour"', '"__proto__"'),
      want: /^request\.objects\[0\]: .*__proto__/,
    },
    { name: 'an object missing between two', text: review([1]).replace('[1]', '[{},,{}]'), want: /JSON|apiVersion/ },
    {
      name: 'an object missing at the end',
      text: review([1]).replace('[1]', `[${JSON.stringify(broken)},]`),
      want: /objects\[1\]/,
    },
    {
      name: 'no desired version',
      text: review([]).replace('desiredAPIVersion', 'wanted'),
      want: /no desiredAPIVersion/,
    },
    { name: 'objects that are no list', text: review([]).replace('[]', '{}'), want: /no list of objects/ },
    { name: 'objects under an escaped key', text: review([1]).replace('objects', 'ob\\u006aects'), want: /no list/ },
    {
      name: 'objects below another key only',
      text: review([1]).replace('objects', 'items'),
      want: /no list of objects/,
    },
  ];
  for (const { name, text, want } of failures) {
    it(`fails as a whole for ${name}`, async () => {
      const { response } = (await answer(text)) as { response: JsonObject };
      expect(response).to.have.keys('uid', 'result');
      expect(response).to.have.nested.property('result.status', 'Failure');
      expect(response).to.have.nested.property('result.message').that.matches(want);
    });
  }

  const unanswerable: readonly { name: string; text: string; code: string; message: RegExp }[] = [
    { name: 'nothing', text: '', code: 'JSON_SYNTAX', message: /JSON/ },
    { name: 'text', text: 'hello', code: 'JSON_SYNTAX', message: /JSON/ },
    { name: 'a list', text: '[]', code: 'CONVERT_REVIEW_INVALID', message: /no ConversionReview/ },
    { name: 'another kind', text: '{"kind":"AdmissionReview"}', code: 'CONVERT_REVIEW_INVALID', message: /no Conv/ },
    { name: 'another version', text: review([], V2, 'a/v1'), code: 'CONVERT_REVIEW_INVALID', message: /no Conv/ },
    { name: 'no uid', text: review([]).replace('uid', 'id'), code: 'CONVERT_REVIEW_INVALID', message: /no uid/ },
    {
      name: 'no request',
      text: `{"apiVersion":"${V1_API}","kind":"ConversionReview"}`,
      code: 'CONVERT_REVIEW_INVALID',
      message: /no request/,
    },
    {
      name: 'a review that ends early',
      text: review([widget(V1, {})]).slice(0, -2),
      code: 'JSON_SYNTAX',
      message: /JSON/,
    },
    { name: 'a list that does not end', text: '{"request":{"objects":[1', code: 'JSON_SYNTAX', message: /JSON/ },
    { name: 'brackets that close too often', text: `${review([])}]}]}`, code: 'JSON_SYNTAX', message: /JSON/ },
    { name: 'brackets that do not match', text: '{"request":{"objects":[}]}}', code: 'JSON_SYNTAX', message: /JSON/ },
    {
      name: 'a review that nests too deep',
      text: `{"x":${'['.repeat(300)}${']'.repeat(300)}}`,
      code: 'JSON_TOO_DEEP',
      message: /deeper/,
    },
    {
      name: 'two lists of objects',
      text: '{"request":{"objects":[],"objects":[]}}',
      code: 'CONVERT_REVIEW_INVALID',
      message: /more than one list/,
    },
  ];
  for (const { name, text, code, message } of unanswerable) {
    it(`has a problem with ${name}`, async () => {
      const { problem } = (await answer(text)) as { problem: { code: string; message: string } };
      expect(problem.code).to.equal(code);
      expect(problem.message).to.match(message);
    });
  }

  it('refuses more objects than any API server sends', () => {
    const scan = splitReview(Buffer.from(`{"request":{"objects":[${'1,'.repeat(200_001)}1]}}`));
    let step = scan.next();
    while (!step.done) step = scan.next();
    expect(step.value.refused).to.equal(true);
  });

  it('works in turns of a few milliseconds', async () => {
    const objects = Array.from({ length: 1500 }, (_, i) => widget(V1, { colour: 'x'.repeat(10_000), i }));
    const body = Buffer.from(review(objects));
    let turns = 0;
    const pace = createPacer(new AbortController().signal);
    const result = await convertReview(body, WIDGET_RULES, () => {
      const waiting = pace();
      if (waiting) turns++;
      return waiting;
    });
    expect(result).to.include({ ok: true, converted: 1500 });
    expect(turns).to.be.greaterThan(1);
  });

  it('stops when whoever asked has gone', async () => {
    const gone = new AbortController();
    gone.abort(new Error('gone'));
    const objects = Array.from({ length: 1500 }, () => widget(V1, { colour: 'x'.repeat(10_000) }));
    const reason = await convertReview(Buffer.from(review(objects)), WIDGET_RULES, createPacer(gone.signal)).catch(
      (error: unknown) => error,
    );
    expect(reason).to.have.property('message', 'gone');
  });
});
