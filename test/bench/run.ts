import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { admissionCpu, admissionLatency } from './admission.ts';
import { compilingRules, conversionAlone, lists, singleObjects } from './conversion.ts';
import { largeReviews, oneObject, stall } from './conversion-webhook.ts';
import {
  gatewayConversion,
  gatewayDirect,
  gatewayFloor,
  gatewayLatency,
  gatewayList,
  gatewayListMemory,
  gatewayThroughput,
} from './gateway.ts';
import { gatewayWatches, gatewayWatchEvent } from './gateway-watches.ts';
import { largeFleetMemory } from './large-fleet.ts';
import { memory } from './memory.ts';
import { planning } from './planning.ts';
import { formatRow, type Row } from './row.ts';

/** `npm run bench [-- NAME...] [-- --json FILE]`: measures everything, or the benchmarks named. */
const BENCHMARKS: Readonly<Record<string, () => Row | Promise<Row>>> = {
  conversion: conversionAlone,
  'single-objects': singleObjects,
  'list-1500': () => lists(1500),
  'list-10000': () => lists(10_000),
  'plan-5000': () => planning(5000),
  rules: compilingRules,
  'convert-1': oneObject,
  'convert-1500': () => largeReviews(1500, 1000),
  'convert-10000': () => largeReviews(10_000, 6000),
  'convert-stall': stall,
  memory,
  'memory-5000': () => largeFleetMemory(5000),
  'gateway-throughput': gatewayThroughput,
  'gateway-node': () => gatewayFloor('node'),
  'gateway-undici': () => gatewayFloor('undici'),
  'gateway-latency': gatewayLatency,
  'gateway-conversion': gatewayConversion,
  gatewayDirect,
  'gateway-direct': gatewayDirect,
  'gateway-watch-event': gatewayWatchEvent,
  'gateway-watches': () => gatewayWatches(200),
  'gateway-list': () => gatewayList(10_000),
  'gateway-list-memory': () => gatewayListMemory(10_000),
  admission: () => admissionCpu(20, 'fresh'),
  'admission-repeated': () => admissionCpu(20, 'repeated'),
  'admission-5000': () => admissionCpu(5000, 'fresh'),
  'admission-latency': () => admissionLatency(20),
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exit(2);
}
const rows: Row[] = [];
for (const [name, measure] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const row = await measure();
  rows.push(row);
  process.stdout.write(`${formatRow(row)}\n`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
