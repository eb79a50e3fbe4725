import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/**
 * Makes an RSA 2048 key pair, both PEM (SPKI and PKCS #8). node:crypto does it off the event loop; node-forge alone would
 * block it for a quarter of a second.
 */
export async function createKeyPair(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  return generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
