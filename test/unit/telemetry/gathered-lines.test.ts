import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { gatherLines } from '../../../src/telemetry/gathered-lines.ts';

describe('gatherLines', () => {
  function gathering() {
    const written: string[] = [];
    return { written, lines: gatherLines({ write: (text) => written.push(text) }) };
  }

  it('writes the lines of one turn together, in their order, and those of the next turn apart', async () => {
    const { written, lines } = gathering();
    lines.write('a\n');
    lines.write('b\n');
    expect(written).to.deep.equal([]);
    await turn();
    lines.write('c\n');
    await turn();
    expect(written).to.deep.equal(['a\nb\n', 'c\n']);
  });

  it('writes at once what there is when it is told to, and nothing twice', async () => {
    const { written, lines } = gathering();
    lines.write('a\n');
    lines.flush();
    expect(written).to.deep.equal(['a\n']);
    lines.flush();
    await turn();
    expect(written).to.deep.equal(['a\n']);
  });
});
