import type { Clock } from "../../provider/api/clock";
import { dynamicFace } from "../../provider/dynamic/face";
import { dynamicProvider } from "../../provider/dynamic/provider";
import { BucketConfigLifecycle } from "../../provider/lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../../provider/lifecycle/default-bucket-config";
import { Session } from "../../provider/lifecycle/session";
import type { VirtualClock } from "./clock";
import type { Observer, Providers } from "./engine";
import { Network, type Weather, type Witness } from "./network";
import type { Random } from "./random";
import type { Asked, Service } from "./service";

export const TOKEN = "ema_token-of-the-simulation";

const SETTINGS: Readonly<Record<string, string>> = {
  "arraylake:org": "acme",
  "arraylake:token": TOKEN,
  "arraylake:serviceUri": "https://arraylake.example",
};

/** A provider's process: it lives as long as one command, and forgets everything with it. */
export class Process implements Witness, Observer {
  readonly providers: Providers;
  readonly told: string[] = [];
  readonly killed: Promise<"killed">;
  isDead = false;
  #left: number;
  #kill: (how: "killed") => void = () => undefined;

  /** @param lives how many things may happen before it is killed */
  constructor(
    clock: VirtualClock,
    service: Service,
    weather: { readonly random: Random; readonly weather: Weather },
    lives: number,
    private readonly onSent: (asked: Asked) => void,
    private readonly note: (what: string) => void,
  ) {
    this.#left = lives;
    this.killed = new Promise((resolve) => {
      this.#kill = resolve;
    });
    const say = (message: string) => void this.told.push(message);
    const session = new Session({ config: (key) => SETTINGS[key], env: {} }, dynamicFace({ info: say, warn: say }), {
      transport: new Network(clock, service, weather.random, weather.weather, this),
      clock: this.#mortal(clock),
    });
    this.providers = {
      bucket: dynamicProvider(() => new BucketConfigLifecycle(session)),
      default: dynamicProvider(() => new DefaultBucketConfigLifecycle(session)),
    };
    for (const provider of Object.values(this.providers))
      void provider.configure?.({ config: { get: () => undefined } as never });
  }

  sent(asked: Asked): void {
    this.onSent(asked);
  }

  happened(what: string): void {
    this.note(what);
    if (--this.#left > 0) return;
    this.isDead = true;
    this.#kill("killed");
  }

  stepDone(what: string): void {
    if (!this.isDead) this.happened(what);
  }

  /** Nothing wakes the dead. */
  #mortal(clock: VirtualClock): Clock {
    return {
      now: () => clock.now(),
      after: (time, callback) => clock.after(time, () => (this.isDead ? undefined : callback())),
    };
  }
}
