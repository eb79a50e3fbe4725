import type { IncomingMessage } from 'node:http';
import type { ConvertedRequest } from './exchange.ts';
import { convertedHeaders } from './headers.ts';
import { pathIn } from './route.ts';

/** Begins a watch at the member. Rejects as `MemberClient.send` does. */
export function openWatch({ exchange, path, translation }: ConvertedRequest, query: string): Promise<IncomingMessage> {
  return exchange.context.client.send(exchange.member, {
    method: 'GET',
    path: pathIn(translation.served, path) + query,
    headers: convertedHeaders(exchange.request),
    signal: exchange.signal,
  });
}
