import { ArraylakeClient } from "../api/client";
import { Connection } from "../api/connection";
import { Redactor } from "../api/redaction";
import { RETRY_LIMITS } from "../api/retry";
import { isSecretAuthField } from "../model/fields";
import { packageVersion } from "../version";
import { Organisation } from "./organisation";
import { defaultOrg, readSettings, type SettingsSource } from "./settings";

/** Where messages for the user go. */
export interface Notices {
  info(message: string): void;
  warn(message: string): void;
}

/** One configured provider in one process: its settings, its connection, and what it knows of each organisation. */
export class Session {
  readonly notices: Notices;
  readonly #source: SettingsSource;
  #connection: Connection | undefined;
  readonly #redactor = new Redactor();
  readonly #organisations = new Map<string, Organisation>();

  constructor(source: SettingsSource, notices: Notices) {
    this.#source = source;
    this.notices = notices;
  }

  get defaultOrg(): string | undefined {
    return defaultOrg(this.#source);
  }

  /** Keeps the secrets of an auth config out of everything that the service may say, to whichever request. */
  conceal(authConfig: unknown): void {
    for (const [field, value] of Object.entries(authConfig ?? {})) {
      if (isSecretAuthField(field) && typeof value === "string") this.#redactor.add(value);
    }
  }

  organisation(org: string): Organisation {
    const known = this.#organisations.get(org);
    if (known) return known;
    const organisation = new Organisation(new ArraylakeClient(this.connection()), org);
    this.#organisations.set(org, organisation);
    return organisation;
  }

  /** Made at the first call, so that a run at rest needs neither a token nor a network. */
  connection(): Connection {
    if (this.#connection) return this.#connection;
    const { token, serviceUri, totalTimeout } = readSettings(this.#source);
    this.#connection = new Connection({
      serviceUri,
      token,
      version: packageVersion(),
      // A try that hangs leaves time for others.
      timeout: Math.min(Math.ceil(totalTimeout / 3), 120_000),
      limits: { ...RETRY_LIMITS, total: totalTimeout },
      redactor: this.#redactor,
      onWarning: (message) => this.notices.warn(message),
    });
    return this.#connection;
  }

  close(): Promise<void> {
    return this.#connection?.close() ?? Promise.resolve();
  }
}
