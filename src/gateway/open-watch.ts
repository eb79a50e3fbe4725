import type { ConvertedRequest } from './exchange.ts';
import { convertedHeaders } from './headers.ts';
import type { MemberMessage } from './member-message.ts';
import { pathIn } from './route.ts';

/** Begins a watch at the member. Rejects as `MemberClient.send` does. */
export function openWatch({ exchange, path, translation }: ConvertedRequest, query: string): Promise<MemberMessage> {
  return exchange.context.client.send(exchange.member, {
    method: 'GET',
    path: pathIn(translation.served, path) + query,
    headers: convertedHeaders(exchange.request),
    signal: exchange.signal,
  });
}
