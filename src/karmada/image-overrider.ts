import { isJsonObject, stringAt, type JsonObject } from '../json/json.ts';
import { containersOf } from './containers.ts';
import type { Overriders } from './override-policy.ts';
import { pointedText } from './json-pointer.ts';
import type { Operations } from './operations.ts';

type ImageOverrider = Overriders['imageOverrider'][number];

interface Image {
  readonly registry: string;
  readonly repository: string;
  /** With the sign that it begins with: `:1.2` or `@sha256:...`; of both, the tag. */
  readonly suffix: string;
}

/** Replaces the image at a path, or those of all containers of the kinds that have some. Fails with an image that is none. */
export function imageOperations(object: JsonObject, overrider: ImageOverrider): Operations {
  const operations = [];
  for (const { path, image } of imagesOf(object, overrider)) {
    const parsed = image === undefined ? undefined : parseImage(image);
    if (!parsed) return { ok: false, reason: `${path} is no image: ${JSON.stringify(image ?? null)}` };
    operations.push({ op: 'replace' as const, path, value: textOf(changed(parsed, overrider)) });
  }
  return { ok: true, operations };
}

function imagesOf(object: JsonObject, { predicate }: ImageOverrider) {
  if (predicate) return [{ path: predicate.path, image: pointedText(object, predicate.path) }];
  const { path = '', containers = [] } = containersOf(object) ?? {};
  return [...containers.entries()].map(([index, container]) => ({
    path: `${path}/${String(index)}/image`,
    image: isJsonObject(container) ? stringAt(container, 'image') : undefined,
  }));
}

/** `registry/repository:tag@digest`, as github.com/distribution/reference and Karmada's imageparser read it. */
const REGISTRY = '(?=[^/]*[.:]|localhost/)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?';
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '\\w[\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const IMAGE = new RegExp(`^(?:(${REGISTRY})/)?(${PART}(?:/${PART})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const ONLY_TAG = new RegExp(`^${TAG}$`);
const ONLY_DIGEST = new RegExp(`^${DIGEST}$`);

function parseImage(text: string): Image | undefined {
  const match = IMAGE.exec(text);
  if (!match) return undefined;
  const [, registry = '', repository = '', tag, digest] = match;
  return { registry, repository, suffix: suffixOf(tag, digest) };
}

function suffixOf(tag: string | undefined, digest: string | undefined): string {
  if (tag !== undefined) return `:${tag}`;
  return digest === undefined ? '' : `@${digest}`;
}

function changed(image: Image, { component, operator, value }: ImageOverrider): Image {
  const after = (before: string): string => ({ add: before + value, replace: value, remove: '' })[operator];
  if (component === 'Registry') return { ...image, registry: after(image.registry) };
  if (component === 'Repository') return { ...image, repository: after(image.repository) };
  if (operator === 'remove') return { ...image, suffix: '' };
  const wanted = after(image.suffix.slice(1));
  if (ONLY_TAG.test(wanted)) return { ...image, suffix: `:${wanted}` };
  return ONLY_DIGEST.test(wanted) ? { ...image, suffix: `@${wanted}` } : image;
}

function textOf({ registry, repository, suffix }: Image): string {
  return `${registry === '' ? '' : `${registry}/`}${repository}${suffix}`;
}
