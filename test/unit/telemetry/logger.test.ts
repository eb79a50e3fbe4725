import { expect } from 'chai';
import { createLogger } from '../../../src/telemetry/logger.ts';

describe('createLogger', () => {
  const cases: readonly { name: string; fields: object }[] = [
    { name: 'at the top', fields: { authorization: 'secret' } },
    { name: 'among headers', fields: { headers: { authorization: 'secret', cookie: 'secret' } } },
    { name: 'among the headers of a request', fields: { request: { headers: { 'proxy-authorization': 'secret' } } } },
    { name: 'in an object', fields: { user: { token: 'secret' } } },
    { name: 'whatever the case of their name', fields: { headers: { Authorization: 'secret' } } },
    { name: 'in a list', fields: { users: [{ token: 'secret' }] } },
    { name: 'that are no text', fields: { token: { value: 'secret' } } },
    {
      name: 'that an error brings along',
      fields: { err: Object.assign(new Error('refused'), { headers: { authorization: 'secret' } }) },
    },
  ];
  for (const { name, fields } of cases) {
    it(`hides credentials ${name}`, () => {
      const lines: string[] = [];
      createLogger('info', { write: (line) => void lines.push(line) }).info({ event: 'x', ...fields });
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include('[redacted]').and.not.to.include('secret');
    });
  }

  it('tells an error with its type, message and stack, whatever it brings along', () => {
    const lines: string[] = [];
    const err = Object.assign(new TypeError('refused'), { headers: { authorization: 'secret' } });
    createLogger('info', { write: (line) => void lines.push(line) }).info({ event: 'x', err });
    const { err: told } = JSON.parse(lines.join('')) as { err: Record<string, unknown> };
    expect(told).to.deep.include({ type: 'TypeError', message: 'refused', headers: { authorization: '[redacted]' } });
    expect(told.stack).to.include('TypeError: refused');
  });

  it('changes nothing of what it is given, and keeps the rest of it', () => {
    const fields = { list: [{ token: 'secret', a: 1 }, 2], headers: { cookie: 'secret', accept: '*/*' } };
    const before = structuredClone(fields);
    const lines: string[] = [];
    createLogger('info', { write: (line) => void lines.push(line) }).info(fields);
    expect(fields).to.deep.equal(before);
    expect(JSON.parse(lines.join(''))).to.deep.include({
      list: [{ token: '[redacted]', a: 1 }, 2],
      headers: { cookie: '[redacted]', accept: '*/*' },
    });
  });

  it('writes one JSON line an event, with level and time as text', () => {
    const lines: string[] = [];
    const logger = createLogger('warn', { write: (line) => void lines.push(line) });
    logger.info({ event: 'not this' });
    logger.warn({ event: 'this' });
    expect(lines).to.have.length(1);
    const { time, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(rest).to.deep.equal({ level: 'warn', event: 'this' });
    expect(time).to.match(/^\d{4}-\d\d-\d\dT/);
  });
});
