import { fieldPathParts } from '../../engine/path.ts';
import type { CaseDifference } from './case-difference.ts';

/** Losses that are not as a case lists them, in any order: the one in which losses are told follows the steps, which is of no interest to a case. */
export function lossDifferences(expected: readonly string[], actual: readonly string[]): readonly CaseDifference[] {
  const [untold, unlost] = [without(actual, expected), without(expected, actual)];
  if (untold.length === 0 && unlost.length === 0) return [];
  return [
    {
      part: 'losses',
      path: '',
      expected: listOf(expected),
      actual: listOf(actual),
      remedy: remedyOf(untold, unlost),
      place: placeOfLoss(expected, untold, unlost),
    },
  ];
}

/** What is left of a list when each element of another one is taken out of it once. */
function without(paths: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...paths];
  for (const other of others) {
    const index = left.indexOf(other);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

/** The loss that is listed and does not happen, else the list, else the field that is lost. */
function placeOfLoss(
  listed: readonly string[],
  [untold = '']: readonly string[],
  [unlost]: readonly string[],
): CaseDifference['place'] {
  if (unlost !== undefined) return ['losses', listed.lastIndexOf(unlost)];
  return listed.length > 0 ? ['losses'] : ['from', ...fieldPathParts(untold)];
}

function listOf(paths: readonly string[]): string {
  return `[${paths.join(', ')}]`;
}

function remedyOf(untold: readonly string[], unlost: readonly string[]): string {
  const changes = [
    ...(untold.length > 0 ? [`add ${named(untold)} to \`losses:\``] : []),
    ...(unlost.length > 0 ? [`take ${named(unlost)} out of \`losses:\``] : []),
  ].join(' and ');
  return `${changes.charAt(0).toUpperCase()}${changes.slice(1)}, or correct the rule.`;
}

function named(paths: readonly string[]): string {
  return paths.map((path) => `\`${path}\``).join(', ');
}
