import { normalize } from '../engine/normalize.ts';
import { PRESERVED_ANNOTATION } from '../engine/preserve.ts';
import { rewriteReferences } from '../engine/rewrite-references.ts';
import type { Family, RuleSet } from '../engine/rule-set.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { jsonPatch } from '../json/patch.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { versionChooser } from './choose-version.ts';
import { isBeingDeleted } from './is-being-deleted.ts';
import { policyReferencesOf } from './policy-references.ts';
import type { Advice } from './response.ts';
import type { Review } from './review.ts';
import { rewritePolicy, why } from './rewrite-policy.ts';
import { boundedWarnings } from './warnings.ts';

/** What a review is answered by; read anew for each one. */
export interface MutateContext {
  readonly rules: RuleSet;
  /** What the control plane serves; undefined while that has not been read, and then no version is judged. */
  readonly controlPlane: Capabilities | undefined;
}

/** Takes words for the user. */
type Warn = (text: string) => void;

/**
 * What becomes of an object when it is written: policies of Karmada and references inside templates get versions that the
 * control plane serves, the `normalize` steps of its rule run on a template in the hub's version, and the annotation
 * `karmorph.io/preserved` is taken off. A second time there is nothing to do, and each change is told. Status, other
 * subresources, and objects that are being deleted are left alone, and so are `metadata.ownerReferences`, which
 * controllers write, and which Karmada does not propagate.
 */
export function mutate(review: Review, context: MutateContext): Advice {
  const object = writtenObject(review);
  if (!object) return { warnings: [], patch: [] };
  const texts: string[] = [];
  const warn = (text: string): void => void texts.push(`karmorph: ${text}`);
  const after = withoutPreserved(withVersions(object, context, warn), warn);
  return { warnings: boundedWarnings(texts), patch: after === object ? [] : jsonPatch(object, after) };
}

function writtenObject(review: Review): JsonObject | undefined {
  const { operation, subResource, object } = review;
  if ((operation !== 'CREATE' && operation !== 'UPDATE') || subResource !== '') return undefined;
  return isBeingDeleted(review) ? undefined : object;
}

function withVersions(object: JsonObject, context: MutateContext, warn: Warn): JsonObject {
  const { rules, controlPlane } = context;
  const [apiVersion, kind] = [stringAt(object, 'apiVersion') ?? '', stringAt(object, 'kind') ?? ''];
  const references = policyReferencesOf(object);
  if (references) {
    if (controlPlane)
      return rewritePolicy(object, references, { rules, choose: versionChooser(rules, controlPlane), warn });
    warn(`what the control plane serves is not known yet, so no apiVersion in this ${kind} was checked`);
    return object;
  }
  const family = rules.familyOf(apiVersion, kind);
  return family ? withServedReferences(normalized(object, family, warn), family, { context, warn }) : object;
}

function normalized(template: JsonObject, family: Family, warn: Warn): JsonObject {
  const result = normalize(template, family);
  if (!result.ok) {
    warn(result.problem.message);
    return template;
  }
  if (result.object === template) return template;
  const fields = jsonPatch(template, result.object).map(({ path }) => path);
  if (fields.length === 0) return template;
  const more = fields.length > 2 ? ` and ${String(fields.length - 2)} more` : '';
  warn(`rule ${family.rule} rewrote ${fields.slice(0, 2).join(', ')}${more}`);
  return result.object;
}

interface TemplateContext {
  readonly context: MutateContext;
  readonly warn: Warn;
}

/**
 * A version that is served is kept. Members find a target by group and kind; Karmada's marker of scale targets needs a version that
 * the control plane serves (v1.18.2, pkg/controllers/hpascaletargetmarker).
 */
function withServedReferences(template: JsonObject, family: Family, { context, warn }: TemplateContext): JsonObject {
  const paths = family.references.get(stringAt(template, 'apiVersion') ?? '');
  if (!paths || !context.controlPlane) return template;
  const choose = versionChooser(context.rules, context.controlPlane);
  return rewriteReferences(template, paths, (reference) => {
    const choice = choose(reference, 'served');
    if (choice.verdict !== 'rewrite') return undefined;
    warn(`${reference.path} is now ${choice.to} (${why(reference.apiVersion, choice.isServed)})`);
    return choice.to;
  });
}

/** Karmorph writes the annotation on members only: in a template it is forged or copied, and would be taken for lost values. */
function withoutPreserved(object: JsonObject, warn: Warn): JsonObject {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (!annotations || !Object.hasOwn(annotations, PRESERVED_ANNOTATION)) return object;
  const kept: Record<string, JsonObject[string]> = { ...annotations };
  Reflect.deleteProperty(kept, PRESERVED_ANNOTATION);
  warn(`annotation ${PRESERVED_ANNOTATION} is reserved and was removed`);
  return { ...object, metadata: { ...metadata, annotations: kept } };
}
