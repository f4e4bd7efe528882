import { expected } from "../../../provider/dynamic/failure";
import type { Emulator } from "../../../provider/emulator/index";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../../../provider/lifecycle/default-bucket-config";
import type { Session, SessionOptions } from "../../../provider/lifecycle/session";
import type { CheckedInputs } from "../../../provider/model/normal-form";
import { DYNAMIC_TYPES } from "../../../provider/type-tokens";
import { type OpenSession, openSession } from "../helpers/sessions";

/** What is shown, by what the user did. */
export type Chapter = Record<string, string>;
export type Values = Record<string, unknown>;

/** One run of Pulumi, which has a process of its own, and what Pulumi shows of its messages. */
export class Run {
  readonly session: Session;
  readonly bucketConfig: BucketConfigLifecycle;
  readonly defaultBucketConfig: DefaultBucketConfigLifecycle;
  readonly #told: OpenSession["told"];

  constructor(emulator: Emulator, settings?: Record<string, string>, options?: SessionOptions) {
    const { session, told } = openSession(emulator, settings, options);
    this.session = session;
    this.#told = told;
    this.bucketConfig = new BucketConfigLifecycle(session);
    this.defaultBucketConfig = new DefaultBucketConfigLifecycle(session);
  }

  /** What the check of a resource's arguments shows, in `preview` and in `up`. */
  async checking(news: Values, olds: object = {}): Promise<string> {
    const { failures } = await this.bucketConfig.check({ ...olds }, news);
    return checkFailures(DYNAMIC_TYPES.bucketConfig, "era5", failures);
  }

  /** What a change of one that stands shows, as far as a preview goes: for a replacement, Pulumi checks once more, as if it were new. */
  async changing({ id, outs }: Standing, news: Values): Promise<string> {
    const { inputs, failures } = await this.bucketConfig.check({ ...outs }, news);
    if (failures.length > 0) return checkFailures(DYNAMIC_TYPES.bucketConfig, "era5", failures);
    await this.bucketConfig.diff(id, outs, inputs as unknown as CheckedInputs);
    return this.checking(news);
  }

  /** Comes to one that stands and stays as it is. */
  async keeping({ id, outs }: Standing): Promise<void> {
    await this.bucketConfig.check({ ...outs }, withoutOutputs(outs));
    await this.bucketConfig.diff(id, outs, outs);
  }

  async checkingDefault(news: Values): Promise<string> {
    const { failures } = await this.defaultBucketConfig.check({}, news);
    return checkFailures(DYNAMIC_TYPES.defaultBucketConfig, "default", failures);
  }

  /** What any other step shows: its warnings and notes, and the error with which it ends. */
  async showing(step: Promise<unknown>): Promise<string> {
    const error = await step.then(
      () => [],
      (thrown: unknown) => [`error: ${expected(thrown).message}`],
    );
    const warnings = this.#told.warn.splice(0).map((warning) => `warning: ${warning}`);
    return lines([...warnings, ...this.#told.info.splice(0), ...error]);
  }

  async checked(input: Values): Promise<CheckedInputs> {
    const { inputs, failures } = await this.bucketConfig.check({}, input);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return inputs as unknown as CheckedInputs;
  }
}

function checkFailures(type: string, resource: string, failures: readonly string[]): string {
  return lines(failures.map((reason) => `error: ${type} resource '${resource}' has a problem: ${reason}`));
}

function lines(shown: readonly string[]): string {
  if (shown.length === 0) throw new Error("nothing was shown");
  return shown.join("\n");
}

export interface Standing {
  readonly id: string;
  readonly outs: BucketConfigState;
}

/** The arguments that led to a state. */
export function withoutOutputs({ uri: _, createdAt: _at, createdBy: _by, ...inputs }: BucketConfigState): Values {
  return inputs;
}

/** A BucketConfig that an earlier run made. */
export async function standing(emulator: Emulator, input: Values): Promise<Standing> {
  const run = new Run(emulator);
  const { id, outs } = await run.bucketConfig.create(await run.checked(input));
  return { id, outs: outs as BucketConfigState };
}
