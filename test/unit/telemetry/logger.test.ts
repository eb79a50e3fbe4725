import { expect } from 'chai';
import { createLogger } from '../../../src/telemetry/logger.ts';

describe('createLogger', () => {
  const cases: readonly { name: string; fields: object }[] = [
    { name: 'at the top', fields: { authorization: 'secret' } },
    { name: 'among headers', fields: { headers: { authorization: 'secret', cookie: 'secret' } } },
    { name: 'among the headers of a request', fields: { request: { headers: { 'proxy-authorization': 'secret' } } } },
    { name: 'in an object', fields: { user: { token: 'secret' } } },
  ];
  for (const { name, fields } of cases) {
    it(`hides credentials ${name}`, () => {
      const lines: string[] = [];
      createLogger('info', { write: (line) => void lines.push(line) }).info({ event: 'x', ...fields });
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include('[redacted]').and.not.to.include('secret');
    });
  }

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
