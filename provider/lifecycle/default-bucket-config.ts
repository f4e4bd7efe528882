import { z } from "zod";
import { StatusError } from "../api/errors";
import { schemaProblems, sentence } from "../model/problems";
import type { Loose } from "../model/rules";
import { idSchema, orgSchema } from "../model/schema";
import { cutOuterWhitespace } from "../model/text";
import { isUnknown } from "../model/unknown";
import type { CheckResult, CreateResult, DiffResult, Hooks, ReadResult, UpdateResult } from "./hooks";
import { RefusalError } from "./refusals";
import type { Session } from "./session";
import { ORG_PROBLEM } from "./settings";

export interface DefaultBucketConfigState {
  readonly org: string;
  readonly bucketConfigId: string;
}

const schema = z.strictObject({
  org: orgSchema.optional(),
  bucketConfigId: idSchema,
});

/** The life of the mark that says which BucketConfig an organisation's new repos use. */
export class DefaultBucketConfigLifecycle implements Hooks {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async check(_olds: Loose, news: Loose): Promise<CheckResult> {
    const org = news.org ?? this.#session.defaultOrg;
    const problems = [
      ...(org === undefined ? [ORG_PROBLEM] : []),
      ...schemaProblems(schema, news, () => Object.keys(schema.shape)),
    ];
    if (problems.length > 0) return { inputs: news, failures: problems.map(sentence) };
    return { inputs: { org: cutOuterWhitespace(String(org)), bucketConfigId: news.bucketConfigId }, failures: [] };
  }

  async diff(_id: string, olds: DefaultBucketConfigState, news: DefaultBucketConfigState): Promise<DiffResult> {
    const moved = olds.org !== news.org && !isUnknown(news.org);
    const changes =
      moved || isUnknown(news.org) || olds.bucketConfigId !== news.bucketConfigId || isUnknown(news.bucketConfigId);
    return { changes, replaces: moved ? ["org"] : [], deleteBeforeReplace: false };
  }

  async create(inputs: DefaultBucketConfigState): Promise<CreateResult> {
    const buckets = await this.#session.organisation(inputs.org).buckets();
    if (!buckets.answer(inputs.bucketConfigId)?.is_default) await this.#set(inputs);
    return { id: inputs.org, outs: { ...inputs } };
  }

  async read(id: string, props: Partial<DefaultBucketConfigState>): Promise<ReadResult> {
    const org = props.org ?? id;
    const buckets = await this.#session.organisation(org).buckets();
    const marked = buckets.answers().find((bucket) => bucket.is_default);
    if (!marked) return { id: "", props: {} };
    const state = { org, bucketConfigId: marked.id };
    return { id, props: state, inputs: state };
  }

  async update(_id: string, _olds: DefaultBucketConfigState, news: DefaultBucketConfigState): Promise<UpdateResult> {
    await this.#set(news);
    return { outs: { ...news } };
  }

  async delete(_id: string, state: DefaultBucketConfigState): Promise<void> {
    this.#session.notices.info(
      `Arraylake can't unset an organisation's default: BucketConfig ${state.bucketConfigId} stays the default of '${state.org}' while it exists and no other is made the default.`,
    );
  }

  async #set({ org, bucketConfigId }: DefaultBucketConfigState): Promise<void> {
    try {
      await this.#session.organisation(org).setDefault(bucketConfigId);
    } catch (error) {
      if (!(error instanceof StatusError) || error.status !== 404) throw error;
      throw new RefusalError(
        `Can't make BucketConfig ${bucketConfigId} the default of '${org}': no BucketConfig has that id there. Give the id of one of its BucketConfigs. ${error.message}`,
      );
    }
  }
}
