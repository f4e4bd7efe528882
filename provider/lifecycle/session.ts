import { ArraylakeClient } from "../api/client";
import { type Clock, WALL_CLOCK } from "../api/clock";
import { Connection } from "../api/connection";
import { Redactor } from "../api/redaction";
import { RETRY_LIMITS } from "../api/retry";
import { type Transport, undiciTransport } from "../api/transport";
import { secretTexts } from "../model/secrets";
import { packageVersion } from "../version";
import type { Face, Notices } from "./face";
import { Organisation } from "./organisation";
import { Run } from "./run";
import { defaultOrg, readSettings, type SettingsSource } from "./settings";
import { Sightings } from "./sightings";

/** Where requests and waits go, where it is not to the network and the machine's clock. */
export interface SessionOptions {
  readonly transport?: Transport;
  readonly clock?: Clock;
}

/** One configured provider in one process: its settings, its connection, and what it knows of each organisation. */
export class Session {
  readonly face: Face;
  readonly #source: SettingsSource;
  readonly #options: SessionOptions;
  #connection: Connection | undefined;
  readonly #redactor = new Redactor();
  /** Every BucketConfig that was heard of, from the service or from a state: none of them is one that a creation made just now. */
  readonly sightings = new Sightings();
  readonly #organisations = new Map<string, Organisation>();
  /** A process lives as long as one. */
  readonly run: Run;

  constructor(source: SettingsSource, face: Face, options: SessionOptions = {}) {
    this.#source = source;
    this.face = face;
    this.#options = options;
    this.run = new Run(this.clock);
  }

  get notices(): Notices {
    return this.face.notices;
  }

  get clock(): Clock {
    return this.#options.clock ?? WALL_CLOCK;
  }

  get defaultOrg(): string | undefined {
    return defaultOrg(this.#source);
  }

  /** Keeps the secrets of inputs or of a state out of everything that the service may say, to whichever request. */
  conceal(config: Parameters<typeof secretTexts>[0]): void {
    for (const text of secretTexts(config)) this.#redactor.add(text);
  }

  /** Takes out of a text what must never be shown: the token, all that was concealed, and more. */
  redactor(more: Iterable<string>): Redactor {
    return this.connection().redactor.with(more);
  }

  organisation(org: string): Organisation {
    const known = this.#organisations.get(org);
    if (known) return known;
    const organisation = new Organisation(new ArraylakeClient(this.connection()), org, this.face, this.sightings);
    this.#organisations.set(org, organisation);
    return organisation;
  }

  /** Made at the first call, so that a run at rest needs neither a token nor a network. */
  connection(): Connection {
    if (this.#connection) return this.#connection;
    const { token, serviceUri, totalTimeout } = readSettings(this.#source);
    // A try that hangs leaves time for others.
    const timeout = Math.min(Math.ceil(totalTimeout / 3), 120_000);
    const connectTimeout = Math.min(timeout, 30_000);
    this.#connection = new Connection({
      serviceUri,
      token,
      version: packageVersion(),
      timeout,
      limits: { ...RETRY_LIMITS, total: totalTimeout },
      redactor: this.#redactor,
      onWarning: (message) => this.notices.warn(message),
      transport: this.#options.transport ?? undiciTransport({ serviceUri, connectTimeout, env: this.#source.env }),
      clock: this.clock,
    });
    return this.#connection;
  }

  close(): Promise<void> {
    return this.#connection?.close() ?? Promise.resolve();
  }
}
