import type { CatalogueEntry } from './entry.ts';

/** What the commands for authors of rules tell: `karmorph test`, `lint`, `explain` and `rule new`. */
export const RULE_TOOL_ERRORS = {
  CASE_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: '{path}: {reason}',
    hint: 'A case has `from` and `to`, perhaps `losses` and `back`; or `from`, `into` and `error`; or `template` and `normalized`; see docs/rules.md.',
  },
  CASE_FAILED: {
    status: 422,
    reason: 'Invalid',
    message: 'the conversion is not what the case says: {difference}',
    hint: 'Correct the rule, or the case if it says what nobody wants.',
  },
  CASE_STEP_UNEXERCISED: {
    status: 422,
    reason: 'Invalid',
    message: 'no case exercises {step} in rule {rule} on the way {direction}',
    hint: 'Add a case whose object the step changes in that direction; a step that no object can reach is best removed.',
  },
  CASE_COVERAGE_LOW: {
    status: 422,
    reason: 'Invalid',
    message: 'the cases exercise {percent} % of the steps of rule {rule}, less than the {wanted} % asked for',
    hint: 'Add cases for the steps that are listed as not exercised.',
  },
  LINT_FIELD_UNCOVERED: {
    status: 422,
    reason: 'Invalid',
    message:
      'rule {rule}: {path} of {version} has no counterpart in {other}, and no step moves it or says that it is lost; write {step}',
    hint: 'Or write a `move` if the field has another name there.',
  },
  LINT_PATH_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: {version} has no field {path} at this point of the lens{hint}',
    hint: 'Correct the path, or the side; steps run from the first to the last on the way to the hub, and backwards on the way back.',
  },
  LINT_TYPE_MISMATCH: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: {path} of {version} is {actual}, but must be {expected}',
    hint: 'Use the step that converts between the two types, or `drop` the field with a reason.',
  },
  LINT_VALUE_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: {path} of {version} is never "{value}"; {hint}',
    hint: 'Correct the table: it has the value of the spoke on the left and that of the hub on the right.',
  },
  LINT_VALUE_UNCOVERED: {
    status: 422,
    reason: 'Invalid',
    message:
      'rule {rule}: {path} of {version} may be {values}, which {field} of {other} does not accept (it may be {known}); {step}',
    hint: 'A value without a counterpart is lost with `other: lose` and a reason, or refuses the object with `other: fail`.',
  },
  LINT_REQUIRED_UNSET: {
    status: 422,
    reason: 'Invalid',
    message:
      'rule {rule}: {version} requires {path}, which no object of {other} brings and no step writes; write {step}',
    hint: 'Give the value that every object of the other version means, or `move` the field that holds it there.',
  },
  LINT_STEPS_ORDER: {
    status: 422,
    reason: 'Invalid',
    message:
      'rule {rule}: the step writes {path}, and what {version} has there itself is taken away by another step only afterwards; put this step {where} the other one',
    hint: 'Of two fields that trade places, move one to a name that neither version has first. Steps run from the first to the last on the way to the hub, and backwards on the way back.',
  },
  LINT_STEP_DEAD: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: the step can never do anything: {reason}',
    hint: 'Remove the step, or correct what it names.',
  },
  LINT_STEPS_OVERLAP: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: the step is for {path}, and so is {other}',
    hint: 'Each field has one step; remove one of the two, or correct its path.',
  },
  LINT_REASON_MISSING: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: the step `{step}` gives no reason for the loss',
    hint: 'Write in one sentence why the other version cannot hold the value; users read it in their warnings.',
  },
  LINT_REFERENCE_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: {path} is no reference in {version}: {reason}',
    hint: 'A reference is an object with apiVersion and kind; a spoke that has it in another place lists `references` of its own.',
  },
  LINT_NORMALIZE_LOSES: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: a `normalize` step must keep every value, and `{step}` {reason}',
    hint: 'Move the value to where it belongs, or leave it alone; a template is never changed at the cost of a value.',
  },
  LINT_VERSION_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: nothing serves {version} of {kind}, so nothing ever reaches it',
    hint: 'Correct the version, or remove it.',
  },
  LINT_SCHEMA_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: no schema is known of {kind} in any of its versions',
    hint: 'Name the CustomResourceDefinition with --crd FILE.',
  },
  LINT_DEFAULT_PATH_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: a default is for {path}, but {version} has no such field{hint}',
    hint: 'Correct the path; a default has the shape of its own version, not that of the hub.',
  },
  LINT_DEFAULT_TYPE: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: a default is for {path} of {version}, where {reason}',
    hint: 'Write a value that the field can hold; `unset` and `when` are compared with values of the field as well.',
  },
  LINT_DEFAULT_DEAD: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule}: the default of {path} is never written, since one before it is for every object',
    hint: 'Remove one of the two, or give the first one a condition (`when`).',
  },
  LINT_CODE_UNKNOWN: {
    status: 400,
    reason: 'BadRequest',
    message: 'there is no code {code}',
    hint: 'Codes are written in capitals, as messages have them; docs/errors.md lists them all.',
  },
  EXPLAIN_UNKNOWN: {
    status: 404,
    reason: 'NotFound',
    message: 'there is no rule for {name}{hint}',
    hint: 'Name a built-in kind such as Ingress, a rule such as ingresses.networking.k8s.io, or a rule file; give rules of your own with --rules.',
  },
  RULE_SCHEMA_UNKNOWN: {
    status: 404,
    reason: 'NotFound',
    message: 'no schema is known of {kind} in {version}{known}',
    hint: 'Correct kind and version, or name the CustomResourceDefinition of the kind with --crd FILE.',
  },
  RULE_CRD_OTHER: {
    status: 404,
    reason: 'NotFound',
    message: '{file} does not have {wanted}: it has {kind} in {versions}{hint}',
    hint: 'Correct --kind, --hub or --spoke, or name the CustomResourceDefinition that has them with --crd FILE.',
  },
  CRD_FILE_UNUSABLE: {
    status: 400,
    reason: 'BadRequest',
    message: 'the file {file} that --crd names cannot be used: {reason}',
    hint: 'Name a file with one CustomResourceDefinition in it, such as `kubectl get crd NAME -o yaml` writes.',
  },
  RULE_FILE_NONE: {
    status: 400,
    reason: 'BadRequest',
    message: '{path} holds no rule',
    hint: 'Name a rule file, or a folder with a rule.yaml in it or below it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
