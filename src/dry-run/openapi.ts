import { z } from 'zod';
import type { JsonObject } from '../json/json.ts';
import { answerModel, requestModel } from './model.ts';

const objectModel = z.looseObject({ apiVersion: z.string(), kind: z.string() });

/** A Kubernetes `Status` (metav1.Status), as far as clients use it. */
const statusModel = z.looseObject({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  status: z.literal('Failure'),
  message: z.string(),
  reason: z.string(),
  code: z.int(),
  details: z.looseObject({
    causes: z
      .array(z.looseObject({ reason: z.string(), message: z.string() }))
      .describe('reason is the code of the error catalogue.'),
  }),
});

const FAILURES: Readonly<Record<string, string>> = {
  400: 'The request cannot be read, or holds no template.',
  401: 'The caller has no token that the Karmada API server accepts.',
  403: 'The caller may not ask, or may not name members.',
  404: 'There is no such member.',
  405: 'Only POST is answered.',
  413: 'The request or its answer is too large.',
  422: 'The request is well-formed, and cannot be planned.',
  429: 'Too many requests: try again after the seconds in Retry-After.',
  500: 'A mistake in Karmorph; the log says more under the id in the message.',
  503: 'The members have not been read yet, or the Karmada API server cannot be asked about the caller.',
};

const BEARER: JsonObject = {
  type: 'http',
  scheme: 'bearer',
  description:
    'A token of the Karmada API server. With members from a file, none is asked for, and only the same host is answered.',
};

/** The OpenAPI 3.1 document of the dry run, made from the models that the code uses. `version` is Karmorph's. */
export function openApiDocument(version: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Karmorph',
      version,
      description: 'What would each member get of a template, before it is applied?',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: {
      '/v1/dry-run': {
        post: {
          operationId: 'dryRun',
          summary: 'Plan templates for members',
          description:
            'Takes JSON or YAML, whatever the content type says: an envelope, or Kubernetes objects as they are; in YAML, many documents. ' +
            'Nothing is written anywhere.',
          security: [{ bearer: [] }, {}],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: ref('Request') }, 'application/yaml': { schema: ref('Request') } },
          },
          responses: {
            200: { description: 'What the members would get.', content: jsonOf('Answer') },
            ...Object.fromEntries(
              Object.entries(FAILURES).map(([status, description]) => [
                status,
                { description, content: jsonOf('Status') },
              ]),
            ),
          },
        },
      },
    },
    components: {
      securitySchemes: { bearer: BEARER },
      schemas: {
        Request: schemaOf(z.union([requestModel, objectModel])),
        Answer: schemaOf(answerModel),
        Status: schemaOf(statusModel),
      },
    },
  };
}

function jsonOf(name: string): JsonObject {
  return { 'application/json': { schema: ref(name) } };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** What is a type of ours alone is any JSON in the document; the models say so in their descriptions. */
function schemaOf(model: z.ZodType): JsonObject {
  const schema = z.toJSONSchema(model, { target: 'draft-2020-12', unrepresentable: 'any' });
  // The document says which dialect it is in.
  return { ...(schema as JsonObject), $schema: undefined };
}
