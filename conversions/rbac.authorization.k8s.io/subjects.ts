import type { Lens } from '../../src/engine/rule-set.ts';
import { literalPath } from '../../src/engine/path.ts';
import type { Draft, Scope } from '../../src/engine/scope.ts';
import { walk } from '../../src/engine/walk.ts';

const SUBJECTS = literalPath('subjects[*]');
const GROUP = 'rbac.authorization.k8s.io';
const V1ALPHA1 = `${GROUP}/v1alpha1`;

/** Subjects of v1alpha1 name an apiVersion; since v1beta1 they name an apiGroup. */
export const subjects: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  const convert = direction === 'up' ? toGroup : toVersion;
  walk(draft, SUBJECTS, scope, (subject) => convert(subject, scope));
  return draft;
};

function toGroup(subject: Draft, scope: Scope): void {
  const kind = text(subject, 'kind', scope);
  const apiVersion = text(subject, 'apiVersion', scope);
  const apiGroup = groupOf(kind, apiVersion);
  if (apiVersion !== '' && apiVersion !== versionOf(kind, apiGroup)) scope.lose(['apiVersion'], apiVersion, NO_VERSION);
  replace(subject, ['apiVersion', 'apiGroup'], apiGroup, scope);
  if (kind !== 'User' || subject.name !== '*') return;
  // At v1alpha1 the user * was every authenticated user; later versions know no such user.
  scope.lose(['kind'], kind, EVERYONE);
  scope.lose(['name'], '*', EVERYONE);
  subject.kind = 'Group';
  subject.name = 'system:authenticated';
}

function toVersion(subject: Draft, scope: Scope): void {
  const kind = text(subject, 'kind', scope);
  const apiGroup = text(subject, 'apiGroup', scope);
  const apiVersion = versionOf(kind, apiGroup);
  replace(subject, ['apiGroup', 'apiVersion'], apiVersion, scope);
}

function groupOf(kind: string, apiVersion: string): string {
  if (kind === 'ServiceAccount') return '';
  if (kind === 'User' || kind === 'Group') return GROUP;
  const [group = '', version, ...more] = apiVersion.split('/');
  return version === undefined || more.length > 0 ? '' : group;
}

function versionOf(kind: string, apiGroup: string): string {
  if (kind === 'ServiceAccount' && apiGroup === '') return 'v1';
  if ((kind === 'User' || kind === 'Group') && apiGroup === GROUP) return V1ALPHA1;
  // Any other subject has a group without a version, as Go's GroupVersion writes it.
  return apiGroup === '' ? '' : `${apiGroup}/`;
}

function replace(subject: Draft, [old, name]: readonly [string, string], value: string, scope: Scope): void {
  scope.remove(subject, old);
  if (value !== '') subject[name] = value;
}

function text(subject: Draft, key: string, scope: Scope): string {
  const value = subject[key] ?? '';
  if (typeof value !== 'string') throw scope.typeMismatch([key], 'a string', value);
  return value;
}

const NO_VERSION = 'since v1beta1 a subject has a group, but no version';
const EVERYONE = 'the user * is the group system:authenticated since v1beta1';
