import { expect } from 'chai';
import { AnswerMemory } from '../../../src/admission/answer-memory.ts';

const always = (answer: number) => ({ answer, unchanged: () => true });

describe('AnswerMemory', () => {
  function remembering(question: string, memory = new AnswerMemory<number>(2)) {
    memory.recall(question);
    memory.remember(question, always(1));
    return memory;
  }

  it('tells a new question from one that was asked before', () => {
    const memory = new AnswerMemory<number>(2);
    expect(memory.recall('a')).to.equal('new');
    expect(memory.recall('a')).to.equal('again');
    memory.remember('a', always(1));
    expect(memory.recall('a')).to.have.property('answer', 1);
  });

  it('forgets an answer that does not hold any more', () => {
    let holds = true;
    const memory = new AnswerMemory<number>(2);
    memory.remember('a', { answer: 1, unchanged: () => holds });
    expect(memory.recall('a')).to.have.property('answer', 1);
    holds = false;
    expect(memory.recall('a')).to.equal('again');
    holds = true;
    expect(memory.recall('a')).to.equal('again');
  });

  it('forgets everything of another era', () => {
    const [rules, members] = [{}, {}];
    const memory = new AnswerMemory<number>(2);
    memory.begin([rules, members]);
    remembering('a', memory);
    memory.begin([rules, members]);
    expect(memory.recall('a')).to.have.property('answer', 1);
    memory.begin([rules, {}]);
    expect(memory.size).to.equal(0);
    expect(memory.recall('a')).to.equal('new');
  });

  it('stays within twice its limit, and keeps what is asked for', () => {
    const memory = remembering('kept');
    for (let index = 0; index < 100; index++) {
      memory.recall(`once ${String(index)}`);
      expect(memory.recall('kept')).to.have.property('answer', 1);
      expect(memory.size).to.be.at.most(4);
    }
    expect(memory.recall('once 0')).to.equal('new');
  });
});
