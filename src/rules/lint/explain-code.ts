import { CATALOGUE, type ErrorCode } from '../../errors.ts';
import type { LintCode } from './finding.ts';

/** A longer text than the catalogue has, with an example of the mistake and of what to write instead. */
interface Explanation {
  readonly text: string;
  readonly wrong: string;
  readonly right: string;
}

const EXPLANATIONS: Readonly<Record<Exclude<LintCode, 'LINT_CODE_UNKNOWN'>, Explanation>> = {
  LINT_FIELD_UNCOVERED: {
    text: 'One version has a field that the other one lacks. Converted as it is, the field would go along to an API server that drops it without a word. Every field is moved, is the same on the other side, or is declared lost.',
    wrong: 'lens: []          # but only the hub has spec.mode',
    right: 'lens:\n  - drop: { side: hub, path: spec.mode, reason: v1beta1 has no modes }',
  },
  LINT_PATH_UNKNOWN: {
    text: 'A step names a field that the version does not have, or has no longer where the step runs. On the way to the hub, steps run from the first to the last; on the way back from the last to the first. A path after a `move` is that of the hub.',
    wrong: '- move: { from: spec.sise, to: spec.replicas }',
    right: '- move: { from: spec.size, to: spec.replicas }',
  },
  LINT_TYPE_MISMATCH: {
    text: 'The values of a field do not all fit where they go: an API server would refuse the converted object. It must hold both ways.',
    wrong: '- move: { from: spec.port, to: spec.portNumber }      # an integer or a string; an integer',
    right: '- union: { field: spec.port, integer: spec.portNumber, string: spec.portName }',
  },
  LINT_VALUE_UNKNOWN: {
    text: 'The schema lists the values of the field, and the table has another one. No object ever has it, and the API server refuses what is given it.',
    wrong: '- map: { field: spec.mode, values: { Fats: Parallel, Slow: OneByOne } }      # Fast, in v1beta1',
    right: '- map: { field: spec.mode, values: { Fast: Parallel, Slow: OneByOne } }',
  },
  LINT_VALUE_UNCOVERED: {
    text: 'Both schemas list the values of the field, and one has a value that the other one lacks: the API server would refuse the converted object. Each value has a counterpart, is lost with a reason, or refuses the object.',
    wrong: '- map: { field: spec.mode, values: { Fast: Parallel } }      # Slow, in v1beta1, is not in v1',
    right: '- map: { field: spec.mode, values: { Fast: Parallel, Slow: OneByOne } }',
  },
  LINT_REQUIRED_UNSET: {
    text: 'The API server refuses an object without the field, and nothing that comes from the other version has it.',
    wrong: 'lens: []          # but v1 requires spec.mode, which v1beta1 does not have',
    right: 'lens:\n  - set: { side: hub, path: spec.mode, value: Parallel }',
  },
  LINT_STEPS_ORDER: {
    text: 'Steps run one after the other. A step that writes a field runs after the one that takes its old value away, or that one takes the new value. Of two fields that trade places, one moves out of the way first, to a name that neither version has, and on from there at last.',
    wrong: '- move: { from: spec.a, to: spec.b }\n- move: { from: spec.b, to: spec.c }      # takes what was a',
    right: '- move: { from: spec.b, to: spec.c }\n- move: { from: spec.a, to: spec.b }',
  },
  LINT_STEP_DEAD: {
    text: 'There is no object that the step would change: it has nothing to do, waits for a value that the field cannot have, or another step has taken the field away.',
    wrong: "- zero: { side: spoke, omit: { size: '' } }           # size is an integer",
    right: '- zero: { side: spoke, omit: { size: 0 } }',
  },
  LINT_STEPS_OVERLAP: {
    text: 'Two steps take the same field, or write it. What the second one does depends on the first, and the way back cannot tell them apart.',
    wrong: '- move: { from: spec.size, to: spec.replicas }\n- move: { from: spec.size, to: spec.count }',
    right: '- move: { from: spec.size, to: spec.replicas }',
  },
  LINT_REASON_MISSING: {
    text: 'A declared loss stands in the warnings of `kubectl apply` and in the dry run. Its reason tells the user why the value is gone.',
    wrong: '- drop: { side: hub, path: spec.mode, reason: TODO }',
    right: '- drop: { side: hub, path: spec.mode, reason: v1beta1 has no modes }',
  },
  LINT_DEFAULT_PATH_UNKNOWN: {
    text: 'Defaults say what leaving a field out means to the author of a version, so their paths are those of that version. A path that leads nowhere writes nothing, and the object changes its meaning without a word.',
    wrong:
      'spokes:\n  - apiVersions: [example.com/v1beta1]\n    defaults: [{ path: spec.replicas, value: 1 }]      # spec.size, in v1beta1',
    right: 'spokes:\n  - apiVersions: [example.com/v1beta1]\n    defaults: [{ path: spec.size, value: 1 }]',
  },
  LINT_DEFAULT_TYPE: {
    text: 'A value that the field cannot hold would be written into objects, and refused by the API server; one in `unset` or `when` would never be met.',
    wrong: "defaults: [{ path: spec.size, value: '1' }]           # size is an integer",
    right: 'defaults: [{ path: spec.size, value: 1 }]',
  },
  LINT_DEFAULT_DEAD: {
    text: 'Defaults are written in order. After one without conditions the field is never left out, so a later one for the same field is never written, unless it names the value of the first one in `unset`.',
    wrong: 'defaults:\n  - { path: spec.size, value: 1 }\n  - { path: spec.size, value: 2, when: { mode: Fast } }',
    right: 'defaults:\n  - { path: spec.size, value: 2, when: { mode: Fast } }\n  - { path: spec.size, value: 1 }',
  },
  LINT_REFERENCE_INVALID: {
    text: 'A reference says where an object names another one, so that a version which the control plane does not serve can be rewritten. The path must lead to objects with the texts apiVersion and kind, in the hub and in every spoke: one that has the reference in another place lists `references` of its own, which may be empty.',
    wrong: 'references: [spec.targetRef.kind]',
    right: 'references: [spec.targetRef]',
  },
  LINT_NORMALIZE_LOSES: {
    text: 'A template is changed at admission only when nothing of it is lost. A step that takes a value away, whatever the template holds, would never be allowed to run.',
    wrong: 'normalize:\n  - drop: { side: spoke, path: spec.legacy, reason: nobody needs it }',
    right: 'normalize:\n  - move: { from: spec.legacy, to: spec.modern }',
  },
  LINT_VERSION_UNKNOWN: {
    text: 'No packaged Kubernetes release, or not the CustomResourceDefinition given, has the kind in this version. It is a mistake in the name, or the version is gone everywhere.',
    wrong: 'apiVersions: [example.com/v1beta9]',
    right: 'apiVersions: [example.com/v1beta1]',
  },
  LINT_SCHEMA_UNKNOWN: {
    text: 'The check needs the types of both sides. Those of built-in kinds are packaged; for a kind of your own, name its CustomResourceDefinition.',
    wrong: 'karmorph lint rule.yaml',
    right: 'karmorph lint --crd widgets-crd.yaml rule.yaml',
  },
};

/** What a code of the catalogue means, as text for a terminal; undefined for a code that there is not. */
export function explainCode(code: string): string | undefined {
  if (!isCode(code)) return undefined;
  const { message, hint } = CATALOGUE[code];
  const summary = `${code}\n\n  ${message}\n\n${hint}\n`;
  const more = isExplained(code) ? EXPLANATIONS[code] : undefined;
  if (!more) return summary;
  return `${summary}\n${more.text}\n\nWrong:\n${indented(more.wrong)}\nRight:\n${indented(more.right)}`;
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(CATALOGUE, code);
}

function isExplained(code: ErrorCode): code is keyof typeof EXPLANATIONS {
  return Object.hasOwn(EXPLANATIONS, code);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ') + '\n';
}
