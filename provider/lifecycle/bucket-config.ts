import { StatusError } from "../api/errors";
import { changesBetween, readableDifferences, secretsUnreadableIn } from "../model/diff";
import { formatUri } from "../model/location";
import { type CheckedInputs, findProblems, type NormalForm, normalForm } from "../model/normal-form";
import { sentence } from "../model/problems";
import type { Loose } from "../model/rules";
import { problemsWhereStanding } from "../model/standing";
import { isUnknown } from "../model/unknown";
import { mergedAuthConfig, type StandingBucketConfig } from "../model/wire";
import { createOnce } from "./create-once";
import type { CheckResult, CreateResult, DiffResult, Hooks, ReadResult, UpdateResult } from "./hooks";
import { adoptionNotice, adoptionRefusal, Preflight } from "./preflight";
import { deleteInUse, deleteRefused, gone, nicknameTaken } from "./refusals";
import type { Session } from "./session";
import { ORG_PROBLEM, SettingsError } from "./settings";

/** The state of a BucketConfig: its inputs in normal form, and what the service said of it when it was made. */
export interface BucketConfigState extends NormalForm {
  readonly uri: string;
  readonly createdAt?: string | undefined;
  readonly createdBy?: string | undefined;
}

/** The life of a BucketConfig, in the order in which Pulumi asks for it. */
export class BucketConfigLifecycle implements Hooks {
  readonly #session: Session;
  readonly #preflight: Preflight;
  /** Configs that this process has read: it refreshes, and calls diff with its sides swapped. */
  readonly #read = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
    this.#preflight = new Preflight(session);
  }

  async check(olds: Loose, news: Loose): Promise<CheckResult> {
    const { defaultOrg } = this.#session;
    this.#session.conceal(news.authConfig);
    const problems = [
      ...((news.org ?? defaultOrg) === undefined ? [ORG_PROBLEM] : []),
      ...(isState(olds) ? problemsWhereStanding(olds, news, defaultOrg ?? "") : findProblems(news)),
    ];
    if (problems.length > 0) return { inputs: news, failures: problems.map(sentence) };
    const wanted = normalForm(news, defaultOrg ?? "");
    const refusal = isState(olds)
      ? await this.#preflight.change(olds, wanted, changesBetween(olds, wanted))
      : await this.#preflight.creation(wanted);
    return { inputs: { ...wanted }, failures: refusal ? [refusal.message] : [] };
  }

  async diff(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<DiffResult> {
    const changes = changesBetween(olds, news);
    const replaces = changes.filter(({ rule }) => rule === "replace").map(({ field }) => field);
    const certain = changes.some(({ rule, certain }) => rule === "replace" && certain);
    if (certain && !this.#read.has(id)) {
      const refusal = await this.#preflight.replacement(id, olds, changes);
      if (refusal) throw refusal;
    }
    return { changes: changes.length > 0, replaces, deleteBeforeReplace: true };
  }

  async create(wanted: CheckedInputs): Promise<CreateResult> {
    this.#session.conceal(wanted.authConfig);
    const organisation = this.#session.organisation(wanted.org);
    if (wanted.adopt) {
      const [holder] = (await organisation.buckets()).at(wanted);
      if (holder) return this.#adopt(wanted, holder);
    }
    const made = await createOnce(organisation, wanted);
    const differences = readableDifferences(wanted, made);
    if (differences.length > 0) {
      const said = differences.map(({ path, declared, actual }) => `${path} ${declared} as ${actual}`).join("; ");
      this.#session.notices.warn(
        `Arraylake stored BucketConfig '${wanted.nickname}' (${formatUri(wanted)}) otherwise than declared: ${said}. Declare what it stored, or every refresh shows a change.`,
      );
    }
    return { id: made.id, outs: stateOf(wanted, made) };
  }

  async read(id: string, props: Partial<BucketConfigState>): Promise<ReadResult> {
    this.#read.add(id);
    this.#session.conceal(props.authConfig);
    const org = props.org ?? this.#session.defaultOrg;
    if (!org) throw new SettingsError([sentence(ORG_PROBLEM)]);
    const live = (await this.#session.organisation(org).buckets()).find(id);
    if (!live) return { id: "", props: {} };
    const { id: _, createdAt, createdBy, ...fields } = live;
    const inputs = { org, ...fields, authConfig: mergedAuthConfig(props.authConfig, live.authConfig) };
    return { id, props: stateOf(inputs, { createdAt, createdBy }), inputs };
  }

  async update(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<UpdateResult> {
    this.#session.conceal(news.authConfig);
    if (news.nickname !== olds.nickname) await this.#rename(id, olds, news);
    if (changesBetween(olds, news).some(({ rule }) => rule === "record")) {
      this.#session.notices.warn(
        `BucketConfig '${news.nickname}': noted in the state as declared, and not sent: ${secretsUnreadableIn(olds, news).join(" and ")}. ` +
          "Arraylake doesn't give secrets like this back, so nobody can tell whether this is what is in use. Make sure that it is.",
      );
    }
    return { outs: stateOf(news, olds) };
  }

  async delete(id: string, state: BucketConfigState): Promise<void> {
    this.#session.conceal(state.authConfig);
    const organisation = this.#session.organisation(state.org);
    try {
      const repos = await organisation.reposRecently(id);
      if (repos.length > 0) throw deleteInUse(state, repos);
      await organisation.delete(id);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // Only the list says that it is gone: a 404 may speak of the organisation or of another server, a 500 of work that was done.
      if ([404, 500].includes(error.status) && !(await organisation.bucketsNow()).has(id))
        return await organisation.forget(id);
      if (error.method !== "DELETE" || [401, 404].includes(error.status) || error.status >= 500) throw error;
      const repos = await this.#reposBehindRefusal(state.org, id);
      throw repos.length > 0 ? deleteInUse(state, repos) : deleteRefused(state, error);
    }
  }

  #adopt(wanted: CheckedInputs, holder: StandingBucketConfig): CreateResult {
    const refusal = adoptionRefusal(wanted, holder);
    if (refusal) throw refusal;
    this.#session.notices.warn(adoptionNotice(wanted, holder));
    return { id: holder.id, outs: stateOf(wanted, holder) };
  }

  async #rename(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<void> {
    const organisation = this.#session.organisation(olds.org);
    try {
      await organisation.rename(id, news.nickname);
    } catch (error) {
      if (!(error instanceof StatusError) || error.status === 401) throw error;
      if (error.status === 404) throw gone(olds, id);
      const called = (await organisation.bucketsNow()).called(news.nickname);
      // A 500 may come after the work was done: what stands decides.
      if (called.some((config) => config.id === id)) return;
      const [holder] = called;
      throw holder ? nicknameTaken(news, holder, olds) : error;
    }
  }

  /** A repo that appeared after the look-up, or a ghost that only the list of all repos shows. */
  async #reposBehindRefusal(org: string, id: string) {
    const relying = await this.#session.organisation(org).reposNow(id);
    return relying.length > 0 ? relying : this.#session.organisation(org).reposOfAnyKind(id);
  }
}

/** Old inputs exist: they are empty where a resource is new, and in the second check of a replacement. */
function isState(olds: Loose): olds is Loose & NormalForm {
  return typeof olds.nickname === "string" && olds.authConfig !== undefined && !isUnknown(olds.authConfig);
}

function stateOf(
  inputs: NormalForm & { adopt?: true },
  made: { createdAt?: string | undefined; createdBy?: string | undefined },
): BucketConfigState {
  const { adopt: _, ...fields } = inputs;
  return { ...fields, uri: formatUri(fields), createdAt: made.createdAt, createdBy: made.createdBy };
}
