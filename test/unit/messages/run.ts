import { expected } from "../../../provider/dynamic/failure";
import { BUCKET_CONFIG_TYPE, DEFAULT_BUCKET_CONFIG_TYPE } from "../../../provider/dynamic/type";
import type { Emulator } from "../../../provider/emulator/index";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../../../provider/lifecycle/default-bucket-config";
import type { Session } from "../../../provider/lifecycle/session";
import type { CheckedInputs } from "../../../provider/model/normal-form";
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

  constructor(emulator: Emulator, settings?: Record<string, string>) {
    const { session, told } = openSession(emulator, settings);
    this.session = session;
    this.#told = told;
    this.bucketConfig = new BucketConfigLifecycle(session);
    this.defaultBucketConfig = new DefaultBucketConfigLifecycle(session);
  }

  /** What the check of a resource's arguments shows, in `preview` and in `up`. */
  async checking(news: Values, olds: object = {}): Promise<string> {
    const { failures } = await this.bucketConfig.check({ ...olds }, news);
    return checkFailures(BUCKET_CONFIG_TYPE, "era5", failures);
  }

  async checkingDefault(news: Values): Promise<string> {
    const { failures } = await this.defaultBucketConfig.check({}, news);
    return checkFailures(DEFAULT_BUCKET_CONFIG_TYPE, "default", failures);
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

/** A BucketConfig that an earlier run made. */
export async function standing(emulator: Emulator, input: Values): Promise<{ id: string; outs: BucketConfigState }> {
  const run = new Run(emulator);
  const { id, outs } = await run.bucketConfig.create(await run.checked(input));
  return { id, outs: outs as BucketConfigState };
}
