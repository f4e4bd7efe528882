import type { Command } from "commander";
import { BUCKET_CONFIG_LINE } from "../dynamic/line";
import { BucketConfigLifecycle, type BucketConfigState } from "../lifecycle/bucket-config";
import type { Session } from "../lifecycle/session";
import { isSecretAuthField } from "../model/auth-methods";
import { standsIn } from "../model/provider-settings";
import { isFingerprint, isMasked } from "../model/secrets";
import { standingOf } from "../model/standing-bucket-config";
import { namesOf } from "../model/text";
import type { Values } from "../model/values";
import { oneLine } from "../one-line";
import { DYNAMIC_TYPES } from "../type-tokens";
import { atOrganisation, CommandError, type ServiceFlags } from "./command";
import { gapIn, lineOf } from "./export-entries";

interface Flags extends ServiceFlags {
  nickname?: string[];
  provider?: string;
}

export function registerImportFile(program: Command): void {
  program
    .command("import-file")
    .description(
      "write a file that `pulumi import --file FILE --generate-code=false` takes (Pulumi CLI 3.254 or newer)",
    )
    .option("--org <name>", `the organisation (default: ${standsIn("org")})`)
    .option("--nickname <nickname...>", "only these BucketConfigs (default: all)")
    .option(
      "--provider <name=urn>",
      "the explicit provider that the program gives them, as `pulumi stack --show-urns` prints it",
    )
    .option("--service-uri <url>", `the service (default: ${standsIn("serviceUri")})`)
    .action((flags: Flags) =>
      atOrganisation(flags, async (session, org) => {
        const { file, notes } = await importFile(session, org, flags);
        process.stdout.write(`${JSON.stringify(file, null, 2)}\n`);
        process.stderr.write(`${notes.join("\n")}\n`);
      }),
    );
}

/** What `pulumi import --file` takes, in normal form and without secrets, and what its reader has to know. */
export async function importFile(
  session: Session,
  org: string,
  { nickname: nicknames, provider: explicit }: Pick<Flags, "nickname" | "provider">,
) {
  const buckets = (await session.organisation(org).buckets()).answers();
  const known = buckets.map(({ nickname }) => nickname).toSorted();
  const unknown = nicknames?.filter((nickname) => !known.includes(nickname)) ?? [];
  if (unknown.length > 0)
    throw new CommandError(
      `'${org}' has no BucketConfig named ${unknown.join(", ")}. It has: ${oneLine(namesOf(known)) || "none"}.`,
    );
  const meant = buckets.filter(({ nickname }) => nicknames?.includes(nickname) ?? true).map(standingOf);
  const [provider, urn] = explicit?.split(/=(.*)/s) ?? [];
  const lifecycle = new BucketConfigLifecycle(session);
  const line = { __provider: BUCKET_CONFIG_LINE };
  const read = meant
    .filter((config) => gapIn(config) === undefined)
    .map(async ({ id, nickname, authConfig }) => {
      const { inputs, props } = await lifecycle.read(id, { org });
      const resource = {
        type: DYNAMIC_TYPES.bucketConfig,
        name: nickname,
        id,
        inputs: { ...inputs, ...line },
        outputs: { ...props, ...line },
        ...(provider && { provider }),
      };
      return {
        resource,
        notes: secretNotes(nickname, authConfig, (props as Partial<BucketConfigState>).authConfig ?? {}),
      };
    });
  const found = await Promise.all(read);
  const resources = found.map(({ resource }) => resource).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    file: { ...(provider && urn && { nameTable: { [provider]: urn } }), resources },
    notes: [
      `${resources.length} ${resources.length === 1 ? "BucketConfig" : "BucketConfigs"} of '${org}'. Save this as a file, declare each in your program under the name given here, with its secrets, then run:`,
      "  pulumi import --file FILE --generate-code=false",
      "  pulumi preview",
      ...found.flatMap(({ notes }) => notes),
      ...meant.flatMap((config) => {
        const gap = gapIn(config);
        return gap ? `Left out: ${lineOf(config)}. ${gap}` : [];
      }),
    ],
  };
}

/** Which secrets the program has to give, and what the first preview then shows. */
function secretNotes(nickname: string, standing: Values, stored: Values): string[] {
  const noteOn = (fields: string[], effect: string) =>
    fields.length > 0 ? [`${oneLine(nickname)}: declare authConfig.${fields.join(" and authConfig.")}${effect}`] : [];
  return [
    ...noteOn(
      Object.keys(stored).filter((field) => isFingerprint(stored[field])),
      "; the preview shows no change when they are the ones in use.",
    ),
    ...noteOn(
      Object.keys(standing).filter((field) => isSecretAuthField(field) && isMasked(standing[field])),
      ". Arraylake doesn't give it back: the first preview shows an update, which `pulumi up` notes in the state without a call.",
    ),
  ];
}
