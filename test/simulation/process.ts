import type { Clock } from "../../provider/api/clock";
import type { VirtualClock } from "./clock";
import { dynamic } from "./dynamic";
import type { Observer } from "./engine";
import { Native } from "./native";
import { Network, type Weather, type Witness } from "./network";
import type { Face, FaceName } from "./provider";
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
  readonly face: Face;
  readonly told: string[] = [];
  readonly killed: Promise<"killed">;
  isDead = false;
  #left: number;
  #kill: (how: "killed") => void = () => undefined;

  /** @param lives how many things may happen before it is killed */
  constructor(
    face: FaceName,
    clock: VirtualClock,
    service: Service,
    weather: { readonly random: Random; readonly weather: Weather },
    lives: number,
    private readonly onSent: (asked: Asked) => void,
    private readonly note: (what: string) => void,
    violated: (promise: string) => void,
  ) {
    this.#left = lives;
    this.killed = new Promise((resolve) => {
      this.#kill = resolve;
    });
    const say = (message: string) => void this.told.push(message);
    const options = {
      transport: new Network(clock, service, weather.random, weather.weather, this),
      clock: this.#mortal(clock),
    };
    this.face =
      face === "dynamic" ? dynamic(SETTINGS, say, options) : new Native(SETTINGS, say, options, clock, violated);
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
