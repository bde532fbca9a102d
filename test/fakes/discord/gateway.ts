import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { DiscordFake } from './discord.ts';
import { guildJson, memberJson } from './json.ts';

/** Events that a session keeps for a resume; older ones make it end. */
const KEPT = 5_000;

interface Session {
  id: string;
  seq: number;
  sent: { s: number; text: string }[];
  socket: WebSocket | undefined;
  intents: number;
  shard: [id: number, of: number];
}

/** The Gateway (https://discord.com/developers/docs/events/gateway): sessions that outlive their connections. */
export class Gateway {
  /** What connections did so far. */
  readonly counts = { identify: 0, resume: 0, refused: 0, heartbeat: 0, zombie: 0 };
  readonly #fake: DiscordFake;
  readonly #heartbeatMs: number;
  readonly #sessions = new Map<string, Session>();
  readonly #sockets = new Set<WebSocket>();
  #muted = 0;
  #twice = 0;
  #away: PromiseWithResolvers<void> | undefined;
  #ids = 0;

  constructor(fake: DiscordFake, heartbeatMs: number) {
    this.#fake = fake;
    this.#heartbeatMs = heartbeatMs;
  }

  /** Sessions with an open connection. */
  get connected(): number {
    return this.#live().length;
  }

  /** Cuts every connection; sessions can be resumed. */
  drop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Op 7: asks every client to connect anew and resume. */
  requestReconnect(): void {
    for (const { socket } of this.#live()) send(socket!, { op: GatewayOpcodes.Reconnect, d: null });
  }

  /** Forgets all sessions and cuts their connections: what happens until the next identify is never told. */
  loseSessions(): void {
    this.#sessions.clear();
    this.drop();
  }

  /** The next heartbeats get no answer, as on a connection that has died without saying so. */
  muteHeartbeats(count: number): void {
    this.#muted += count;
  }

  /** The next events are told twice. */
  repeatEvents(count = 1): void {
    this.#twice += count;
  }

  /** All sessions are lost and nobody can connect until `comeBack`; what happens meanwhile is never told. */
  goAway(): void {
    this.#away ??= Promise.withResolvers<void>();
    this.loseSessions();
  }

  comeBack(): void {
    this.#away?.resolve();
    this.#away = undefined;
  }

  close(): void {
    this.comeBack();
    this.drop();
  }

  accept(socket: WebSocket): void {
    this.#sockets.add(socket);
    let session: Session | undefined;
    const hello = () =>
      send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: this.#heartbeatMs } });
    if (this.#away) this.#away.promise.then(hello);
    else hello();
    socket.on('error', () => {});
    socket.on('close', (code) => {
      if (code === 4009) this.counts.zombie++;
      this.#sockets.delete(socket);
      if (session?.socket === socket) session.socket = undefined;
      // A client that says goodbye ends its session.
      if (session && (code === 1000 || code === 1001)) this.#sessions.delete(session.id);
    });
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(String(data));
      if (op === GatewayOpcodes.Heartbeat) this.#heartbeat(socket);
      else if (op === GatewayOpcodes.Identify) session = this.#identify(socket, d);
      else if (op === GatewayOpcodes.Resume) session = this.#resume(socket, d);
      else if (op === GatewayOpcodes.RequestGuildMembers && session) this.#members(session, d);
    });
  }

  /** Tells the sessions that are responsible for a guild and want this kind of event. */
  emit(guildId: string, intent: GatewayIntentBits | 0, t: string, d: object): void {
    const message = t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE';
    for (const session of this.#sessions.values()) {
      if (intent && !(session.intents & intent)) continue;
      if (Number((BigInt(guildId) >> 22n) % BigInt(session.shard[1])) !== session.shard[0]) continue;
      const hidden = message && !(session.intents & GatewayIntentBits.MessageContent);
      this.#dispatch(session, t, hidden ? withoutContent(d) : d);
      if (this.#twice > 0 && t !== 'INTERACTION_CREATE') this.#dispatch(session, t, d);
    }
    if (this.#twice > 0 && t !== 'INTERACTION_CREATE') this.#twice--;
  }

  #heartbeat(socket: WebSocket): void {
    this.counts.heartbeat++;
    if (this.#muted > 0) this.#muted--;
    else send(socket, { op: GatewayOpcodes.HeartbeatAck });
  }

  #identify(socket: WebSocket, d: { token: string; intents: number; shard?: [number, number] }) {
    const { application } = this.#fake;
    const privileged = [
      [GatewayIntentBits.MessageContent, application.messageContent],
      [GatewayIntentBits.GuildMembers, application.guildMembers],
      [GatewayIntentBits.GuildPresences, false],
    ] as const;
    if (d.token.replace(/^Bot /, '') !== this.#fake.token)
      return refuse(GatewayCloseCodes.AuthenticationFailed);
    if (privileged.some(([bit, granted]) => d.intents & bit && !granted))
      return refuse(GatewayCloseCodes.DisallowedIntents);
    this.counts.identify++;
    const session: Session = {
      id: `session${++this.#ids}`,
      seq: 0,
      sent: [],
      socket,
      intents: d.intents,
      shard: d.shard ?? [0, 1],
    };
    this.#sessions.set(session.id, session);
    const guilds = this.#fake.guilds.filter(
      ({ id }) => Number((BigInt(id) >> 22n) % BigInt(session.shard[1])) === session.shard[0],
    );
    this.#dispatch(session, 'READY', {
      v: 10,
      user: this.#fake.bot,
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.#fake.gatewayUrl,
      shard: session.shard,
      application: { id: this.#fake.application.id, flags: 0 },
    });
    for (const guild of guilds) this.#dispatch(session, 'GUILD_CREATE', guildJson(guild));
    return session;

    function refuse(code: GatewayCloseCodes): undefined {
      socket.close(code);
    }
  }

  #resume(socket: WebSocket, d: { token: string; session_id: string; seq: number }): Session | undefined {
    const session = this.#sessions.get(d.session_id);
    const missed = session?.sent.filter(({ s }) => s > d.seq) ?? [];
    if (!session || session.seq - d.seq > missed.length) {
      this.counts.refused++;
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    this.counts.resume++;
    session.socket = socket;
    for (const { text } of missed) socket.send(text);
    this.#dispatch(session, 'RESUMED', {});
    return session;
  }

  /** Named members; to list all of them would take the members intent. */
  #members(session: Session, d: { guild_id: string; user_ids?: string | string[]; nonce?: string }): void {
    const guild = this.#fake.guilds.find(({ id }) => id === d.guild_id);
    const ids = [d.user_ids ?? []].flat();
    if (!guild || ids.length > 100) return;
    const found = ids.flatMap((id) => guild.members.get(id) ?? []);
    this.#dispatch(session, 'GUILD_MEMBERS_CHUNK', {
      guild_id: guild.id,
      members: found.map((member) => ({ ...memberJson(member), user: member.user })),
      chunk_index: 0,
      chunk_count: 1,
      not_found: ids.filter((id) => !guild.members.has(id)),
      nonce: d.nonce,
    });
  }

  #dispatch(session: Session, t: string, d: object): void {
    const s = ++session.seq;
    const text = JSON.stringify({ op: GatewayOpcodes.Dispatch, s, t, d });
    session.sent.push({ s, text });
    if (session.sent.length > 2 * KEPT) session.sent.splice(0, KEPT);
    if (session.socket?.readyState === 1) session.socket.send(text);
  }

  #live = (): Session[] => [...this.#sessions.values()].filter(({ socket }) => socket?.readyState === 1);
}

const send = (socket: WebSocket, payload: object) =>
  socket.send(JSON.stringify({ s: null, t: null, ...payload }));

/** What a bot without the message content intent gets of other people's messages. */
const withoutContent = (d: object) => ({ ...d, content: '', embeds: [], attachments: [], components: [] });
