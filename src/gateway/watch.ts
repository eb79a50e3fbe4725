import { Readable, pipeline } from 'node:stream';
import { labelsOf, type ConvertedRequest } from './exchange.ts';
import { answerHeaders } from './headers.ts';
import { initialWatch } from './initial-events.ts';
import { isJson } from './media-types.ts';
import { readAnswer, type MemberAnswer } from './member-answer.ts';
import type { MemberMessage } from './member-message.ts';
import { openWatch } from './open-watch.ts';
import { reportUnconverted } from './unconverted.ts';
import { WatchStream } from './watch-stream.ts';

/** Answers a watch until either side ends it. Gives the member's answer when it is not a watch but an error. */
export async function watchObjects(request: ConvertedRequest): Promise<MemberAnswer | undefined> {
  const { exchange } = request;
  const answer = await openWatch(request, exchange.target.query);
  if (answer.statusCode === 200 && isJson(answer.headers['content-type'])) {
    await sendEvents(request, answer, answer);
    return undefined;
  }
  const refusal = await readAnswer(exchange, answer);
  // A member that does not know `sendInitialEvents` takes what comes with it for a mistake.
  const initial = refusal.status === 422 ? await initialWatch(request) : undefined;
  if (!initial) return refusal;
  await sendEvents(request, initial.list, Readable.from(initial.events, { objectMode: false }));
  return undefined;
}

function sendEvents(request: ConvertedRequest, message: MemberMessage, events: Readable): Promise<void> {
  const { translation, exchange } = request;
  const { context, response, target } = exchange;
  const stream = conversionOf(request);
  response.writeHead(200, answerHeaders(message, translation.served));
  response.flushHeaders();
  // The member goes on for minutes after a watch that the gateway has ended.
  response.once('finish', () => events.destroy());
  context.watches.track(response, target.query, () => stream.finish());
  return new Promise((resolve) => {
    pipeline(events, stream, response, () => resolve());
  });
}

function conversionOf({ exchange, translation }: ConvertedRequest): WatchStream {
  const { context, member } = exchange;
  return new WatchStream({
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
}
