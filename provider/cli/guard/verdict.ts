import type { RepoAnswer } from "../../api/answers";
import { absentAt } from "../../api/errors";
import type { Organisation } from "../../lifecycle/organisation";
import { deleteInUse, replaceInUse } from "../../lifecycle/refusals";
import type { Session } from "../../lifecycle/session";
import { type Change, changesBetween } from "../../model/diff";
import { FIELD_NAMES } from "../../model/fields";
import { formatUri, isSameLocation } from "../../model/location";
import type { NormalForm } from "../../model/normal-form";
import type { FieldName } from "../../model/schema";
import { isUnknown } from "../../model/unknown";
import { orgOf } from "../command";
import { inOrder } from "../in-order";
import type { Going, Preview } from "./preview";

/** What becomes of a BucketConfig that a preview would delete or replace. */
export interface Verdict {
  readonly resource: string;
  readonly id: string;
  readonly org: string;
  readonly nickname: string;
  readonly uri: string;
  readonly action: "delete" | "replace";
  /** `gone`: it stands no longer. `kept`: another resource of the program has it, so it is let go of. */
  readonly outcome: "refused" | "allowed" | "gone" | "kept";
  readonly repos: readonly { readonly name: string; readonly deletedAt: string | undefined }[];
  /** That new repos use it when they name none, and that nothing in the preview makes another one the default. */
  readonly leavesNoDefault: boolean;
  /** What an update would say; undefined where it isn't refused. */
  readonly message: string | undefined;
}

/** Asks Arraylake about each, by one list of BucketConfigs and one of repos for each organisation. */
export async function verdictsOn(session: Session, preview: Preview): Promise<Verdict[]> {
  const verdicts = await Promise.all(preview.going.map((one) => verdictOn(session, preview, one)));
  return inOrder(verdicts, ({ org, resource, id }) => [org, resource, id]);
}

async function verdictOn(session: Session, preview: Preview, going: Going): Promise<Verdict> {
  const { resource, id, before, replacement } = going;
  const org = orgOf(session, isUnknown(before.org) ? undefined : before.org);
  const organisation = session.organisation(org);
  const list = await organisation.buckets();
  const isGone = !list.has(id) && !list.mayHide(before);
  const isKept =
    preview.staying.has(id) || preview.adopted.some((one) => one.org === org && isSameLocation(one, before));
  const repos = isGone ? [] : await reposOf(organisation, id);
  const isRefused = !isKept && repos.length > 0;
  const mark = preview.marks.findLast((one) => one.org === org || isUnknown(one.org));
  return {
    resource,
    id,
    org,
    nickname: before.nickname,
    uri: formatUri(before),
    action: replacement ? "replace" : "delete",
    outcome: isRefused ? "refused" : isKept ? "kept" : isGone ? "gone" : "allowed",
    repos: repos.map(({ name, deletedAt }) => ({ name, deletedAt })),
    leavesNoDefault: list.isDefault(id) && !isKept && (mark === undefined || mark.id === id),
    message: isRefused ? sentence(going, repos, preview.warnings) : undefined,
  };
}

/** A config that is gone has no repos. */
async function reposOf(organisation: Organisation, id: string): Promise<readonly RepoAnswer[]> {
  return (await organisation.repos(id).catch(absentAt(404))) ?? [];
}

/** What an update would say. Of a replacement that drift asks for, the preview has said it, in a warning. */
function sentence({ before, replacement }: Going, repos: readonly RepoAnswer[], warnings: readonly string[]): string {
  if (!replacement) return deleteInUse(before, repos).message;
  const { message } = replaceInUse(before, repos, changesOf(before, replacement));
  const head = message.slice(0, message.indexOf("): "));
  const said = warnings.find((warning) => warning.includes(head));
  return said?.slice(said.indexOf(head)) ?? message;
}

/** For Pulumi's own reasons, since a preview hides the secrets in which the two sides may differ. */
function changesOf(before: NormalForm, { after, fields }: NonNullable<Going["replacement"]>): Change[] {
  const seen = changesBetween(before, after).filter(({ certain }) => certain);
  const named = FIELD_NAMES.filter((field) => fields.some((path) => path.split(/[.[]/)[0] === field));
  if (named.length === 0) return seen;
  return named.map((field) => seen.find((change) => change.field === field) ?? replaced(field));
}

function replaced(field: FieldName): Change {
  return { field, keys: [], rule: "replace", certain: true };
}
