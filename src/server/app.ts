import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import { createConversionRouter, type ConversionOptions } from '../conversion/router.ts';
import type { DecideAccess } from '../dry-run/access.ts';
import { openApiDocument } from '../dry-run/openapi.ts';
import { createDryRunRouter } from '../dry-run/router.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { encodeJson } from '../json/encode.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import type { Door, Metrics } from '../telemetry/metrics.ts';
import { sendProblem } from '../gateway/answer.ts';
import { answerErrors } from './answer-errors.ts';
import { observeRequest } from './observe-request.ts';

export interface AppOptions {
  readonly inventory: Inventory;
  readonly rules: () => RuleSet;
  readonly rulesReady: () => boolean;
  /** Undefined while policies that may be in force have not been read. */
  readonly policies: () => PolicySet | undefined;
  /** Who is answered at /v1/dry-run. */
  readonly dryRunAccess: DecideAccess;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** The version of Karmorph, for the OpenAPI document. */
  readonly version: string;
  /** True from the moment that the server is to stop. */
  readonly stopping: () => boolean;
}

/** The doors beside gateway and admission: conversion, dry run, health and metrics. Anything else is a 404 as a `Status`. */
export function createApp(options: AppOptions): Express {
  const { inventory, rules, policies, metrics, logger, version, dryRunAccess } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const door = (name: Door): RequestHandler => observed(name, metrics, logger);
  app.get('/livez', door('health'), (_request, response) => sendText(response, 200, 'ok'));
  app.get('/readyz', door('health'), (_request, response) => {
    const reason = whyNotReady(options);
    sendText(response, reason === undefined ? 200 : 503, reason ?? 'ok');
  });
  app.get('/metrics', door('metrics'), async (_request, response) => {
    response.set('content-type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.use('/convert', door('convert'), createConversionRouter({ rules, observe: conversionObserver(metrics, logger) }));
  const openApi = encodeJson(openApiDocument(version));
  app.get('/v1/openapi.json', door('dry_run'), (_request, response) => {
    response.type('application/json').send(openApi);
  });
  app.use('/v1/dry-run', door('dry_run'), createDryRunRouter({ inventory, rules, policies, access: dryRunAccess }));
  app.use(door('unknown'), ({ method, path }: Request, response: Response) => {
    sendProblem(response, problem('PATH_UNKNOWN', { method, path }));
  });
  app.use(answerErrors(logger));
  return app;
}

function whyNotReady({ stopping, inventory, rulesReady, policies }: AppOptions): string | undefined {
  if (stopping()) return 'shutting down';
  if (!inventory.ready()) return 'the members have not been read yet';
  if (!rulesReady()) return 'the conversion rules have not been read yet';
  return policies() ? undefined : 'the conversion policies have not been read yet';
}

function conversionObserver(metrics: Metrics, logger: Logger): ConversionOptions['observe'] {
  return (converted, failure) => {
    metrics.convertedObjects(converted);
    if (failure) logger.warn({ event: 'conversion_failed', code: failure.code, message: failure.message });
  };
}

function sendText(response: Response, status: number, text: string): void {
  response.status(status).type('text/plain').set('cache-control', 'no-store').send(`${text}\n`);
}

/** Observes each request once, by the first door that it passes. */
function observed(door: Door, metrics: Metrics, logger: Logger): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (response.locals.door === undefined) {
      response.locals.door = door;
      observeRequest(door, { request, response }, { metrics, logger });
    }
    next();
  };
}
