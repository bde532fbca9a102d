import { type Client, Events } from 'discord.js';
import type { Log } from './clients.ts';
import { badToken, explain, explainClose } from './refusal.ts';

/** After so long without a connection the operator is told, in milliseconds. */
const SLOW = 20_000;

/**
 * Signs in, and resolves once every server's channels are known. From then on the SDK keeps the connection by itself.
 *
 * @throws HubbubError for a wrong token, an intent that is switched off, or where Discord cannot be reached.
 */
export async function connect(client: Client, token: string, log: Log): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let ready = false;
  // Before login, because it may become ready before login resolves.
  client.once(Events.ClientReady, () => {
    ready = true;
    resolve();
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    const why = explainClose(code) ?? new Error(`Discord has ended the connection (${code}).`);
    if (ready) log(`Discord: ${why.message} ${'fix' in why ? why.fix : 'Start Hubbub again.'}`);
    else reject(why);
  });
  client.on(Events.ShardError, (error) => {
    if (!ready) log(`Discord: connecting: ${error.message}.`);
  });
  const slow = setTimeout(() => log('Discord: still connecting; see discordstatus.com.'), SLOW);
  // It may fail more than once while it is being refused.
  client
    .login(token.replace(/^Bot\s+/i, ''))
    .catch((error) => reject(badToken(error) ?? explain(error, 'connecting to Discord')));
  try {
    await promise;
  } finally {
    clearTimeout(slow);
  }
}
