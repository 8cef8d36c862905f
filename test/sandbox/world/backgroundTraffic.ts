// What every machine has besides its calls: names looked up, time asked for, probes, encrypted connections, neighbours,
// and the calls of scale set instances.
// Each second of a machine has its own seed, so that captures that overlap see the same packets.

import { dnsAnswer, dnsQuery, ntpMessage } from './backgroundMessages.ts';
import { playInstance } from './instanceTraffic.ts';
import type { Endpoint, Packet } from './packet.ts';
import { arpReply, arpRequest, udpPacket } from './packet.ts';
import { BlankRandom, numberOf, Random } from './random.ts';
import { TcpStream } from './tcpStream.ts';
import { applicationData, changeCipherSpec, clientHello, serverHello } from './tlsMessages.ts';

/** Azure's own resolver and prober, the same in every network. */
const azureHost = '168.63.129.16';
const timeServer = '20.101.57.9';
/** Nothing listens there any more; the machines still try. */
const lostDatabase: Endpoint = { ip: '10.1.0.77', port: 5432 };
const slotInMs = 1000;
/** The longest that something lasts that began in a slot. */
const memoryInSlots = 5;

const hosts = [
  'login.microsoftonline.com',
  'fabrikamcaptures.blob.core.windows.net',
  'westeurope.monitoring.azure.com',
  'packages.contoso.example',
  'cards.payments.example',
] as const;
const missingHosts = ['db-old.contoso.internal', 'wpad.contoso.internal', 'metrics.contoso.internal'] as const;

/** One thing that begins at a time on a machine. */
type Scene = (random: Random, ownIp: string, startInUs: number) => readonly Packet[];

/** What may happen in a second, in percent. */
const scenes: readonly { readonly percent: number; readonly play: Scene }[] = [
  { percent: 100, play: lookUp },
  { percent: 20, play: lookUpInVain },
  { percent: 50, play: browse },
  { percent: 25, play: findNeighbour },
  { percent: 15, play: askTime },
  { percent: 20, play: probe },
  { percent: 8, play: (random, ownIp, startInUs) => knock(random, ownIp, startInUs).inVain },
  { percent: 6, play: (random, ownIp, startInUs) => knock(random, ownIp, startInUs).refused },
  // Last, so that it changes nothing for machines that have none of it.
  { percent: 85, play: playInstance },
];

export class BackgroundTraffic {
  readonly #seed: number;
  readonly #startInMs: number;
  /** By machine: the next second to be made. */
  readonly #next = new Map<string, number>();

  constructor(options: { readonly seed: number; readonly startInMs: number }) {
    this.#seed = options.seed;
    this.#startInMs = options.startInMs;
  }

  /** Packets of all seconds that began by then and were not made yet; some are of before, some of later. */
  upTo(ownIp: string, nowInMs: number): readonly Packet[] {
    const last = Math.floor((nowInMs - this.#startInMs) / slotInMs);
    const first = this.#next.get(ownIp) ?? last - memoryInSlots;
    this.#next.set(ownIp, last + 1);
    return Array.from({ length: Math.max(0, last + 1 - first) }, (_, index) => this.#play(ownIp, first + index)).flat();
  }

  /** Makes a machine's seconds again when it is asked for anew. */
  forget(ownIp: string): void {
    this.#next.delete(ownIp);
  }

  /** Packets of the same number, times and sizes as those of a machine's second, with blank contents. */
  sketch(ownIp: string, slot: number): readonly Packet[] {
    return this.#play(ownIp, slot, BlankRandom);
  }

  #play(ownIp: string, slot: number, source: typeof Random = Random): readonly Packet[] {
    const random = new source(numberOf(`${this.#seed} ${ownIp} ${slot}`, 2 ** 32));
    const startInUs = (this.#startInMs + slot * slotInMs) * 1000;
    return scenes.flatMap(({ percent, play }) => {
      const at = startInUs + random.below(900_000);
      return random.chance(percent) ? play(random, ownIp, at) : [];
    });
  }
}

function ephemeral(random: Random, ip: string): Endpoint {
  return { ip, port: 32_768 + random.below(28_000) };
}

/** A question and its answer over UDP. */
function ask(
  random: Random,
  about: { readonly ownIp: string; readonly server: Endpoint; readonly startInUs: number; readonly port?: number },
  messages: readonly [Uint8Array, Uint8Array],
): readonly Packet[] {
  const { ownIp, server, startInUs } = about;
  const own = about.port === undefined ? ephemeral(random, ownIp) : { ip: ownIp, port: about.port };
  const [question, answer] = messages;
  const ipId = random.below(65_000);
  return [
    udpPacket({ timeInUs: startInUs, source: own, target: server, ipId, payload: question }),
    udpPacket({
      timeInUs: startInUs + 400 + random.below(4000),
      source: server,
      target: own,
      ipId: random.below(65_000),
      payload: answer,
    }),
  ];
}

function lookUp(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  return resolve(random, ownIp, { name: random.pick(hosts), startInUs });
}

function lookUpInVain(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  return resolve(random, ownIp, { name: random.pick(missingHosts), startInUs, isMissing: true });
}

function resolve(
  random: Random,
  ownIp: string,
  about: { readonly name: string; readonly startInUs: number; readonly isMissing?: boolean },
): readonly Packet[] {
  const id = random.below(65_536);
  const { name, startInUs } = about;
  return ask(random, { ownIp, server: { ip: azureHost, port: 53 }, startInUs }, [
    dnsQuery(id, name),
    dnsAnswer(id, name, about.isMissing === true ? undefined : addressOf(name)),
  ]);
}

function addressOf(name: string): string {
  return `20.60.${numberOf(name, 250)}.${1 + numberOf(`${name}.`, 250)}`;
}

function askTime(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  return ask(random, { ownIp, server: { ip: timeServer, port: 123 }, startInUs, port: 123 }, [
    ntpMessage({ mode: 'client', timeInUs: startInUs }),
    ntpMessage({ mode: 'server', timeInUs: startInUs + 1500, originInUs: startInUs }),
  ]);
}

function findNeighbour(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  const router = ownIp.replace(/\d+$/, '1');
  return [arpRequest(startInUs, ownIp, router), arpReply(startInUs + 60 + random.below(200), ownIp, router)];
}

/** Azure's load balancer sees whether the port is open. */
function probe(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  const stream = new TcpStream({
    client: ephemeral(random, azureHost),
    server: { ip: ownIp, port: 8080 },
    seed: random.below(2 ** 32),
  });
  stream.moveTo(startInUs);
  stream.open();
  stream.close('client');
  return stream.take();
}

function knock(
  random: Random,
  ownIp: string,
  startInUs: number,
): { readonly inVain: readonly Packet[]; readonly refused: readonly Packet[] } {
  const play = (server: Endpoint, act: (stream: TcpStream) => void): readonly Packet[] => {
    const stream = new TcpStream({ client: ephemeral(random, ownIp), server, seed: random.below(2 ** 32) });
    stream.moveTo(startInUs);
    act(stream);
    return stream.take();
  };
  return {
    inVain: play(lostDatabase, (stream) => stream.knockInVain()),
    refused: play({ ip: '10.1.0.5', port: 9100 }, (stream) => stream.knockAtClosedPort()),
  };
}

/** A name looked up, then an encrypted connection to it. */
function browse(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  const name = random.pick(hosts);
  const stream = new TcpStream({
    client: ephemeral(random, ownIp),
    server: { ip: addressOf(name), port: 443 },
    seed: random.below(2 ** 32),
  });
  stream.moveTo(startInUs + 6000);
  stream.open();
  const sessionId = random.bytes(32);
  stream.send('client', clientHello({ name, random: random.bytes(32), sessionId, key: random.bytes(32) }));
  stream.moveTo(stream.timeInUs + 8000);
  const hello = serverHello({ random: random.bytes(32), sessionId, key: random.bytes(32) });
  // The certificate is encrypted already.
  const certificate = applicationData(random.bytes(2200 + random.below(1500)));
  stream.send('server', Buffer.concat([hello, changeCipherSpec(), certificate]));
  stream.moveTo(stream.timeInUs + 2000);
  stream.send('client', Buffer.concat([changeCipherSpec(), applicationData(random.bytes(53))]));
  for (let round = random.below(3); round >= 0; round -= 1) {
    stream.send('client', applicationData(random.bytes(120 + random.below(900))));
    stream.moveTo(stream.timeInUs + 5000 + random.below(60_000));
    const length = 300 + random.below(12_000);
    const isUnlucky = length > 5 * 1448 && random.chance(30);
    stream.send('server', applicationData(random.bytes(length)), isUnlucky ? { lostSegment: 1 } : {});
    stream.acknowledgeNow('client');
  }
  stream.close('client');
  return [...resolve(random, ownIp, { name, startInUs }), ...stream.take()];
}
