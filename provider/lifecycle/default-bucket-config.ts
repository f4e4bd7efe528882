import * as z from "zod";
import { absentAt, StatusError } from "../api/errors";
import { schemaProblems, sentence } from "../model/problems";
import { idSchema, orgSchema } from "../model/schema";
import { cutOuterWhitespace } from "../model/text";
import { containsUnknown, isUnknown } from "../model/unknown";
import type { Values } from "../model/values";
import { type CheckResult, type DiffResult, GONE, type Hooks } from "./hooks";
import { defaultMissing, defaultTwice, RefusalError } from "./refusals";
import type { Session } from "./session";
import { orgProblems } from "./settings";

export interface DefaultBucketConfigState {
  readonly org: string;
  readonly bucketConfigId: string;
}

const schema = z.strictObject({
  org: orgSchema.optional(),
  bucketConfigId: idSchema,
});

/** The life of the mark that says which BucketConfig an organisation's new repos use. */
export class DefaultBucketConfigLifecycle implements Hooks<DefaultBucketConfigState, DefaultBucketConfigState> {
  readonly #session: Session;
  /** The organisations whose default a resource of this program sets. */
  readonly #claimed = new Set<unknown>();
  /** The organisation of the last diff that asked for a replacement, which is checked once more as if it were new. */
  #replacing: string | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  check(olds: Values, news: Values): Promise<CheckResult> {
    return this.#session.run.checking(() => this.#check(olds, news));
  }

  async #check(olds: Values, news: Values): Promise<CheckResult> {
    const org = news.org ?? this.#session.defaultOrg;
    const problems = [
      ...orgProblems(news.org, this.#session.defaultOrg),
      ...schemaProblems(schema, news, () => Object.keys(schema.shape)),
    ];
    if (problems.length > 0) return { inputs: news, failures: problems.map(sentence) };
    const inputs = { org: cutOuterWhitespace(String(org)), bucketConfigId: String(news.bucketConfigId) };
    const isTwice = !isUnknown(inputs.org) && !this.#isSecondCheck(olds, inputs.org) && this.#claimed.has(inputs.org);
    this.#claimed.add(inputs.org);
    if (isTwice) return { inputs, failures: [defaultTwice(inputs.org).message] };
    const isNew = olds.org !== inputs.org || olds.bucketConfigId !== inputs.bucketConfigId;
    const isMissing = isNew && !containsUnknown(inputs) && !(await this.#stands(inputs));
    return { inputs, failures: isMissing ? [defaultMissing(inputs).message] : [] };
  }

  async #stands({ org, bucketConfigId }: DefaultBucketConfigState): Promise<boolean> {
    const organisation = this.#session.organisation(org);
    if ((await organisation.buckets()).has(bucketConfigId)) return true;
    // The service says 422 to what has not the form of its ids.
    return (await organisation.findNow(bucketConfigId).catch(absentAt(422))) !== undefined;
  }

  #isSecondCheck(olds: Values, org: string): boolean {
    const isSecond = olds.bucketConfigId === undefined && this.#replacing === org;
    this.#replacing = undefined;
    return isSecond;
  }

  async diff(_id: string, olds: DefaultBucketConfigState, news: DefaultBucketConfigState): Promise<DiffResult> {
    const moved = olds.org !== news.org && !isUnknown(news.org);
    const changed = (["org", "bucketConfigId"] as const).filter(
      (field) => olds[field] !== news[field] || isUnknown(news[field]),
    );
    if (moved) this.#replacing = news.org;
    const changes = changed.map((field) => ({ path: [field] as const, replaces: field === "org" && moved }));
    return { changes, deleteBeforeReplace: false };
  }

  planned(inputs: DefaultBucketConfigState): DefaultBucketConfigState {
    return { ...inputs };
  }

  async create(inputs: DefaultBucketConfigState) {
    await this.#session.run.doing(() => this.#set(inputs));
    return { id: inputs.org, outs: { ...inputs } };
  }

  async read(id: string, props: Partial<DefaultBucketConfigState>) {
    const org = props.org ?? id;
    const buckets = (await this.#session.organisation(org).buckets()).answers();
    const marked = buckets.find((bucket) => bucket.isDefault);
    // Of a mark that can't be read, nobody can say that it is gone.
    const isReadable = buckets.every(({ unreadable }) => !unreadable?.includes("isDefault"));
    const bucketConfigId = marked?.id ?? (isReadable ? undefined : props.bucketConfigId);
    if (bucketConfigId === undefined) return GONE;
    const state = { org, bucketConfigId };
    return { id, props: state, inputs: state };
  }

  async update(_id: string, _olds: DefaultBucketConfigState, news: DefaultBucketConfigState) {
    await this.#session.run.doing(() => this.#set(news));
    return { outs: { ...news } };
  }

  async delete(_id: string, state: DefaultBucketConfigState): Promise<void> {
    this.#session.notices.info(
      `Arraylake can't unset an organisation's default: BucketConfig ${state.bucketConfigId} stays the default of '${state.org}' while it exists and no other is made the default.`,
    );
  }

  async #set({ org, bucketConfigId }: DefaultBucketConfigState): Promise<void> {
    try {
      if (await this.#session.organisation(org).setDefault(bucketConfigId)) return;
      throw new RefusalError(
        `Nobody can tell whether BucketConfig ${bucketConfigId} is the default of '${org}' now: the answer was that to another request. Run \`pulumi up\` again.`,
      );
    } catch (error) {
      if (!(error instanceof StatusError) || error.status !== 404) throw error;
      throw defaultMissing({ org, bucketConfigId }, error);
    }
  }
}
