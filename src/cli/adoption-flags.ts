import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { splitBundle } from '../../certs/bundle.ts';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import type { GatewayTarget } from '../rewiring/means.ts';
import type { AdoptionAccess } from './adoption-session.ts';
import { httpsOrigin } from './https-origin.ts';
import { parseListenAddress, type ListenAddress } from './listen-address.ts';

/** What `adopt` and `release` share. */
export interface AccessFlags {
  readonly karmada: string;
  readonly host?: string;
  readonly hostNamespace: string;
  readonly timeout: number;
}

/** Where Karmada is, and what may be restarted. */
export function addAccessOptions(command: Command): Command {
  return command
    .requiredOption('--karmada <kubeconfig>', 'kubeconfig of the Karmada API server')
    .option(
      '--host <kubeconfig>',
      'kubeconfig of the cluster that Karmada runs in: karmada-controller-manager is restarted there',
    )
    .option('--host-namespace <name>', 'where the Deployments of Karmada are in it', 'karmada-system')
    .option('--timeout <seconds>', 'how long to wait for each member', parseSeconds, 120);
}

export function accessOf({ karmada, host, hostNamespace, timeout }: AccessFlags): Omit<AdoptionAccess, 'gateway'> {
  return { karmada, host, hostNamespace, confirmMs: timeout * 1000 };
}

export interface GatewayFlags {
  readonly gateway: string;
  readonly gatewayCa: string;
  readonly connect?: ListenAddress;
}

export function addGatewayOptions(command: Command): Command {
  return command
    .requiredOption('--gateway <url>', 'how Karmada reaches Karmorph, such as https://karmorph.karmorph-system.svc')
    .requiredOption('--gateway-ca <file>', 'PEM CA that its certificate is verified against')
    .option(
      '--connect <host:port>',
      'where to find the gateway from here, through a port-forward perhaps',
      parseAddress,
    );
}

/** Throws ProblemError with ADOPTION_OPTIONS for an address that is no origin, or a file without certificates. */
export function gatewayOf({ gateway, gatewayCa, connect }: GatewayFlags): GatewayTarget {
  const url = httpsOrigin(gateway);
  if (url === undefined) {
    throw misused(`--gateway takes an https URL without a path, not "${gateway}"`);
  }
  return { url, ca: certificatesIn(gatewayCa), ...(connect && { connect }) };
}

function certificatesIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw misused(`--gateway-ca: ${reasonOf(error)}`);
  }
  const certificates = splitBundle(text);
  if (certificates.length > 0) return certificates.map((pem) => `${pem.trimEnd()}\n`).join('');
  throw misused(`--gateway-ca: ${file} holds no PEM certificate`);
}

export function misused(reason: string): ProblemError {
  return new ProblemError(problem('ADOPTION_OPTIONS', { reason }));
}

function parseAddress(value: string): ListenAddress {
  const address = parseListenAddress(value);
  if (address) return address;
  throw new InvalidArgumentError('an address is HOST:PORT, such as 127.0.0.1:8443.');
}

function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (value !== '' && seconds >= 1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('it is a number of seconds from 1 to 3600.');
}
