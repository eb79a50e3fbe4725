import { isIP } from 'node:net';

/** Where to listen. An IPv6 address has no brackets. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/;

/** Reads `HOST:PORT`; `[::1]:8443` for IPv6, `:8443` for every address. Undefined when it is none. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const { v6, host, port } = ADDRESS.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535 || (v6 !== undefined && isIP(v6) !== 6)) return undefined;
  const name = v6 ?? host ?? '';
  return { host: name === '' ? '0.0.0.0' : name, port: Number(port) };
}

/** A URL by which this host reaches the address: all addresses include the one of loopback. */
export function urlOf({ host, port }: ListenAddress): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `https://${isIP(name) === 6 ? `[${name}]` : name}:${String(port)}`;
}

/** True when only this host can reach the address. */
export function isLoopback({ host }: ListenAddress): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** What a certificate for a server at this address must name: the address itself, and loopback. */
export function hostsOf({ host }: ListenAddress): { readonly dnsNames: string[]; readonly ipAddresses: string[] } {
  const isAddress = isIP(host) !== 0;
  const isAll = host === '0.0.0.0' || host === '::';
  return {
    dnsNames: ['localhost', ...(isAddress ? [] : [host])],
    ipAddresses: ['127.0.0.1', '::1', ...(isAddress && !isAll ? [host] : [])],
  };
}
