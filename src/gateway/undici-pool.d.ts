/** The package as a whole also has fetch, WebSocket, caches and mocks, which would cost the process 5 MiB. */
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}
