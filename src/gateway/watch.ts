import { pipeline } from 'node:stream';
import { labelsOf, type ConvertedRequest } from './exchange.ts';
import { answerHeaders, convertedHeaders } from './headers.ts';
import { isJson } from './media-types.ts';
import { readAnswer, type MemberAnswer } from './member-answer.ts';
import { pathIn } from './route.ts';
import { reportUnconverted } from './unconverted.ts';
import { WatchStream } from './watch-stream.ts';

/** Answers a watch until either side ends it. Gives the member's answer when it is not a watch but an error. */
export async function watchObjects(request: ConvertedRequest): Promise<MemberAnswer | undefined> {
  const { exchange, path, translation } = request;
  const { context, member, response, signal, target } = exchange;
  const answer = await context.client.send(member, {
    method: 'GET',
    path: pathIn(translation.served, path) + target.query,
    headers: convertedHeaders(exchange.request),
    signal,
  });
  if (answer.statusCode !== 200 || !isJson(answer.headers['content-type'])) return readAnswer(exchange, answer);
  const stream = new WatchStream({
    member: member.name,
    translation,
    rules: context.rules,
    limit: context.limits.eventBytes,
    onUnconverted: (unconverted) => reportUnconverted(exchange, translation, unconverted),
    onProblem: ({ code, message }, bug) => {
      const event = { member: member.name, ...labelsOf(translation), code };
      context.log.warn({ event: 'gateway_watch_ended', ...event }, message);
      if (bug !== undefined) context.log.error({ event: 'gateway_bug', ...event, err: bug });
    },
  });
  response.writeHead(200, answerHeaders(answer, translation.served));
  response.flushHeaders();
  // The member goes on for minutes after a watch that the gateway has ended.
  response.once('finish', () => answer.destroy());
  context.watches.track(response, target.query, () => stream.finish());
  return new Promise((resolve) => {
    pipeline(answer, stream, response, () => resolve(undefined));
  });
}
