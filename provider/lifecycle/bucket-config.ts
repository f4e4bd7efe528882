import type { RepoAnswer } from "../api/answers";
import { ArraylakeError, absentAt, StatusError } from "../api/errors";
import { type Change, changesBetween, readableDifferences } from "../model/diff";
import { readInput, readInputOfStanding } from "../model/input";
import { formatUri } from "../model/location";
import { type CheckedInputs, type NormalForm, stateForm } from "../model/normal-form";
import { sentence } from "../model/problems";
import { isMasked } from "../model/secrets";
import { merged, type StandingBucketConfig, unreadableFor } from "../model/standing-bucket-config";
import { isUnknown, UNKNOWN } from "../model/unknown";
import type { Values } from "../model/values";
import { Adoptions } from "./adoptions";
import { createOnce } from "./create-once";
import { Holdings } from "./holdings";
import {
  type ChangedPath,
  type CheckResult,
  type CreateResult,
  type DiffResult,
  GONE,
  type Hooks,
  type ReadResult,
  type UpdateResult,
} from "./hooks";
import type { Organisation } from "./organisation";
import { adoptionDoubt, adoptionRefusal, identified, Preflight, placeOf } from "./preflight";
import type { RefusalError } from "./refusals";
import * as refusals from "./refusals";
import type { Session } from "./session";
import { ORG_PROBLEM, orgProblems, SettingsError } from "./settings";

/** The state of a BucketConfig: its inputs in normal form, and what the service said of it when it was made. */
export interface BucketConfigState extends NormalForm {
  readonly uri: string;
  readonly createdAt?: string | undefined;
  readonly createdBy?: string | undefined;
}

/** The refusals that say nothing of what stands: nothing is there, or the request came at a bad time. */
const UNCLEAR = new Set([401, 404, 408, 425, 429]);

/** The life of a BucketConfig, in the order in which Pulumi asks for it. */
export class BucketConfigLifecycle implements Hooks<CheckedInputs, BucketConfigState> {
  readonly #session: Session;
  readonly #holdings = new Holdings();
  readonly #preflight: Preflight;
  readonly #adoptions: Adoptions;

  constructor(session: Session) {
    this.#session = session;
    this.#preflight = new Preflight(session, this.#holdings);
    this.#adoptions = new Adoptions(session.clock, session.notices);
  }

  check(olds: Values, news: Values): Promise<CheckResult> {
    this.#session.conceal(news);
    const state = this.#entering(olds);
    return this.#session.run.checking(() => this.#check(state, news));
  }

  async diff(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<DiffResult> {
    const state = this.#entering(olds, id);
    // In a refresh no check gave them: they are what the state has of inputs.
    const wanted = this.#entering(news);
    const changes = changesBetween(state, wanted);
    this.#preflight.diffed(id, state, wanted, changes);
    return { changes: changes.flatMap(pathsOf), deleteBeforeReplace: true };
  }

  planned(wanted: CheckedInputs, olds?: BucketConfigState): BucketConfigState {
    const standing = olds ? undefined : this.#preflight.adoptedBy(wanted);
    if (standing)
      this.#session.notices.info(
        `${identified(standing)} stands already, and is to be taken over as it is: nothing will be written.`,
      );
    return stateOf(wanted, olds ?? { createdAt: UNKNOWN, createdBy: UNKNOWN });
  }

  create(wanted: CheckedInputs): Promise<CreateResult<BucketConfigState>> {
    this.#session.conceal(wanted);
    const { run } = this.#session;
    return run.doing(async () => {
      // Pulumi deletes a dependent for another resource's sake, and doesn't wait for that where it depends on it no more.
      await this.#holdings.afterDeletion(this.#preflight.predecessorOf(wanted));
      return run.creating(placeOf(wanted), () => this.#create(wanted));
    });
  }

  read(id: string, props: Partial<BucketConfigState>): Promise<ReadResult<CheckedInputs, BucketConfigState>> {
    return this.#read(id, this.#entering(props, id));
  }

  update(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<UpdateResult<BucketConfigState>> {
    this.#session.conceal(news);
    const state = this.#entering(olds, id);
    return this.#session.run.doing(() => this.#update(id, state, news));
  }

  delete(id: string, props: BucketConfigState): Promise<void> {
    const state = this.#entering(props, id);
    return this.#session.run.doing((isOver) =>
      this.#holdings.deleting(id, () => this.#delete(id, state, this.#session.organisation(state.org), isOver)),
    );
  }

  /** What a state holds, in today's form. Its secrets are never printed from now on, and its id is no news. */
  #entering<State extends Partial<BucketConfigState>>(state: State, id?: string): State {
    this.#session.conceal(state);
    if (id !== undefined) this.#session.sightings.add(id);
    return stateForm(state);
  }

  async #check(olds: Values, news: Values): Promise<CheckResult> {
    const { defaultOrg } = this.#session;
    const org = defaultOrg ?? "";
    const read = isState(olds) ? readInputOfStanding(olds, news, org) : readInput(news, org);
    const problems = [...orgProblems(news.org, defaultOrg), ...read.problems];
    const wanted = read.form;
    if (!wanted || problems.length > 0) return { inputs: news, failures: problems.map(sentence) };
    const refusal = await (isState(olds) ? this.#preflight.change(olds, wanted) : this.#preflight.creation(wanted));
    return { inputs: { ...wanted }, failures: refusal ? [refusal.message] : [] };
  }

  async #create(wanted: CheckedInputs): Promise<CreateResult<BucketConfigState>> {
    const organisation = this.#session.organisation(wanted.org);
    const adopted = wanted.adopt && (await this.#adoptions.during(() => this.#adopt(organisation, wanted)));
    const made = adopted || (await createOnce(organisation, wanted));
    this.#holdings.hold(made.id);
    this.#preflight.claims.reached(wanted);
    if (adopted) return { id: adopted.id, outs: stateOf(wanted, adopted) };
    const differences = readableDifferences(wanted, made);
    if (differences.length > 0) {
      const said = differences.map(({ path, declared, actual }) => `${path} ${declared} as ${actual}`).join("; ");
      this.#session.notices.warn(
        `Arraylake stored BucketConfig '${wanted.nickname}' (${formatUri(wanted)}) otherwise than declared: ${said}. Declare what it stored, or every refresh shows a change.`,
      );
    }
    return { id: made.id, outs: stateOf(wanted, made) };
  }

  async #read(id: string, props: Partial<BucketConfigState>): Promise<ReadResult<CheckedInputs, BucketConfigState>> {
    if (isState(props)) this.#preflight.reading(id, props);
    else this.#preflight.importing(id);
    const org = props.org ?? this.#session.defaultOrg;
    if (!org) throw new SettingsError([sentence(ORG_PROBLEM)]);
    const organisation = this.#session.organisation(org);
    const list = await organisation.buckets();
    // To what no state knows, such as a slip in an import, the service says 422 where it has not the form of its ids.
    const unknown = isState(props) ? undefined : absentAt(422);
    const standing = list.find(id) ?? (await organisation.findNow(id).catch(unknown));
    if (!standing && isState(props) && list.mayHide(props)) throw refusals.unreadableConfig(id, [["id"]]);
    if (!standing) return GONE;
    const unreadable = unreadableFor(props, standing);
    if (unreadable.length > 0 && !isState(props)) throw refusals.unreadableConfig(id, unreadable);
    if (unreadable.length > 0) this.#session.notices.warn(refusals.unreadableConfig(id, unreadable).message);
    const inputs = { org, ...merged(props, standing, this.#session.face.keptSecret) };
    const hidden = Object.keys(standing.authConfig).filter((field) => isMasked(standing.authConfig[field]));
    return { id, props: stateOf(inputs, standing), inputs, ...(!isState(props) && { hidden }) };
  }

  async #update(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<UpdateResult<BucketConfigState>> {
    if (news.nickname !== olds.nickname) {
      await this.#preflight.settled(olds);
      await this.#rename(id, olds, news);
    }
    const noted = changesBetween(olds, news).find(({ rule }) => rule === "record");
    if (noted) {
      const what = noted.keys.includes("method") ? "its auth config" : noted.keys.join(" and ");
      this.#session.notices.warn(
        `BucketConfig '${news.nickname}': noted in the state as declared, and not sent: ${what}. ` +
          "Arraylake doesn't give this back, so nobody can tell whether this is what is in use. Make sure that it is.",
      );
    }
    return { outs: stateOf(news, olds) };
  }

  /** Takes over what stands; undefined where nothing does. */
  async #adopt(
    organisation: Organisation,
    wanted: CheckedInputs,
  ): Promise<(StandingBucketConfig & { readonly described: string }) | undefined> {
    const [listed] = (await organisation.bucketsLately()).at(wanted);
    if (!listed) return undefined;
    await this.#preflight.settled(wanted);
    await this.#holdings.afterDeletion(listed.id);
    // From here on no deletion begins, while it is asked whether the config still stands.
    this.#holdings.promise(listed.id);
    const holder = await organisation.findNow(listed.id);
    if (!holder) return undefined;
    const refusal = this.#holdings.isHeld(holder.id)
      ? refusals.heldAlready(wanted, holder)
      : adoptionRefusal(wanted, holder);
    if (refusal) throw refusal;
    this.#holdings.hold(holder.id);
    const doubt = adoptionDoubt(wanted, holder);
    if (doubt) this.#session.notices.warn(doubt);
    return { ...holder, described: identified(holder) };
  }

  async #rename(id: string, olds: BucketConfigState, news: CheckedInputs): Promise<void> {
    const organisation = this.#session.organisation(olds.org);
    let error: Error | undefined;
    try {
      if (await organisation.rename(id, news.nickname)) return;
    } catch (thrown) {
      error = thrown as Error;
    }
    // Whatever the answer was: what stands decides.
    const stands = await organisation.findNow(id).catch((cause: Error) => {
      // Who may do neither did nothing.
      throw isSameRefusal(error, cause) ? error : refusals.maybeRenamed(olds, news, error, cause);
    });
    if (stands?.nickname === news.nickname) return;
    if (!stands && (await organisation.isGone(id, olds))) throw refusals.gone(olds, id);
    const [holder] = (await organisation.bucketsNow()).called(news.nickname);
    if (holder && holder.id !== id) throw refusals.nicknameTaken(news, holder, olds);
    throw error ?? refusals.renameUnseen(olds, news);
  }

  async #delete(
    id: string,
    state: BucketConfigState,
    organisation: Organisation,
    isOver: () => boolean,
  ): Promise<void> {
    const isKept = () => this.#holdings.isHeld(id) || this.#holdings.isShared(id);
    const asking = () => organisation.reposRecently(id);
    const repos = isKept() ? [] : await this.#unlessGone(asking, id, state, organisation);
    if (repos === "gone") return organisation.forget(id);
    if (repos.length > 0) throw this.#inUse(id, state, repos);
    if (this.#preflight.isReplaced(id)) await this.#preflight.settled(state);
    if (isKept()) {
      this.#holdings.countOwner(id, -1);
      return this.#session.notices.warn(refusals.letGo(state, id));
    }
    const successor = this.#preflight.successorOf(id);
    if (this.#holdings.isPromised(id) || (!successor && this.#preflight.claims.isAwaited(state)))
      throw refusals.leftAlone(state);
    const sending = () => this.#send(id, state, organisation);
    if (successor === undefined) return sending();
    if (isOver()) throw refusals.leftAlone(state);
    return this.#session.run.deleting(successor, sending);
  }

  async #send(id: string, state: BucketConfigState, organisation: Organisation): Promise<void> {
    const outcome = await organisation.delete(id).catch((error: unknown) => {
      if (error instanceof ArraylakeError) return error;
      throw error;
    });
    if (outcome === true) return;
    // Whatever it was, what stands decides: even a refusal may be that of a repetition on the way, after the work.
    const said = outcome === false ? "an answer to another request." : outcome.message;
    const isGone = await organisation.isGone(id, state).catch((cause: Error) => {
      throw refusals.maybeDeleted(state, said, cause);
    });
    if (isGone) return organisation.forget(id);
    if (!(outcome instanceof StatusError) || UNCLEAR.has(outcome.status) || outcome.status >= 500)
      throw refusals.stillStands(state, said);
    const asking = () => this.#reposBehindRefusal(organisation, id);
    const relying = await this.#unlessGone(asking, id, state, organisation);
    if (relying === "gone") return organisation.forget(id);
    throw relying.length > 0 ? this.#inUse(id, state, relying) : refusals.deleteRefused(state, outcome);
  }

  /** A 404 speaks of a config that is gone, unless it speaks of the organisation or comes from somewhere else. */
  async #unlessGone(
    asking: () => Promise<RepoAnswer[]>,
    id: string,
    state: NormalForm,
    organisation: Organisation,
  ): Promise<RepoAnswer[] | "gone"> {
    try {
      return await asking();
    } catch (error) {
      if (error instanceof StatusError && error.status === 404 && (await organisation.isGone(id, state))) return "gone";
      throw error;
    }
  }

  #inUse(id: string, state: BucketConfigState, repos: readonly RepoAnswer[]): RefusalError {
    return this.#preflight.replacementRefusal(id, repos) ?? refusals.deleteInUse(state, repos);
  }

  /** A repo that appeared after the look-up, or a ghost that only the list of all repos shows. */
  async #reposBehindRefusal(organisation: Organisation, id: string): Promise<RepoAnswer[]> {
    const relying = await organisation.reposNow(id);
    return relying.length > 0 ? relying : organisation.reposOfAnyKind(id);
  }
}

function isSameRefusal(a: unknown, b: unknown): a is StatusError {
  return a instanceof StatusError && b instanceof StatusError && a.status < 500 && a.status === b.status;
}

function pathsOf({ field, keys, rule }: Change): ChangedPath[] {
  const replaces = rule === "replace";
  return keys.length === 0 ? [{ path: [field], replaces }] : keys.map((key) => ({ path: [field, key], replaces }));
}

/** Old inputs exist: they are empty where a resource is new, and in the second check of a replacement. */
function isState<Olds extends object>(olds: Olds): olds is Olds & NormalForm {
  const { authConfig } = olds as Values;
  return authConfig !== undefined && !isUnknown(authConfig);
}

function stateOf(
  inputs: NormalForm & { adopt?: true },
  made: { createdAt?: string | undefined; createdBy?: string | undefined },
): BucketConfigState {
  const { adopt: _, ...fields } = inputs;
  const uri = [fields.platform, fields.name, fields.prefix].some(isUnknown) ? UNKNOWN : formatUri(fields);
  return { ...fields, uri, createdAt: made.createdAt, createdBy: made.createdBy };
}
