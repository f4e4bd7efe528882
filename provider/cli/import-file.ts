import type { Command } from "commander";
import { BUCKET_CONFIG_LINE } from "../dynamic/line";
import { BUCKET_CONFIG_TYPE } from "../dynamic/type";
import { BucketConfigLifecycle, type BucketConfigState } from "../lifecycle/bucket-config";
import type { Session } from "../lifecycle/session";
import { isSecretAuthField } from "../model/auth-methods";
import { standsIn } from "../model/provider-settings";
import { isFingerprint, isMasked } from "../model/secrets";
import { type StandingBucketConfig, standingOf } from "../model/standing-bucket-config";
import { namesOf } from "../model/text";
import { oneLine } from "../one-line";
import { CommandError } from "./command-error";
import { gapIn, lineOf } from "./export-entries";
import { commandSession, orgOf } from "./session";

interface Options {
  org?: string;
  nickname?: string[];
  provider?: string;
  serviceUri?: string;
}

interface ImportedResource {
  type: string;
  name: string;
  id: string;
  provider?: string;
  inputs: object;
  outputs: object;
}

/** What `pulumi import --file` takes. */
interface ImportFile {
  nameTable?: Record<string, string>;
  resources: ImportedResource[];
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
    .action(async (options: Options) => {
      const session = commandSession(options);
      const { file, notes } = await importFile(session, orgOf(session, options.org), options);
      process.stdout.write(`${JSON.stringify(file, null, 2)}\n`);
      process.stderr.write(`${notes.join("\n")}\n`);
      await session.close();
    });
}

/** The file, in normal form and without secrets, and what its reader has to know. */
export async function importFile(
  session: Session,
  org: string,
  options: Pick<Options, "nickname" | "provider">,
): Promise<{ file: ImportFile; notes: string[] }> {
  const buckets = (await session.organisation(org).buckets()).answers();
  const unknown = (options.nickname ?? []).filter(
    (nickname) => !buckets.some((bucket) => bucket.nickname === nickname),
  );
  if (unknown.length > 0) {
    throw new CommandError(
      `'${org}' has no BucketConfig named ${unknown.join(", ")}. It has: ${oneLine(namesOf(buckets.map(({ nickname }) => nickname).toSorted())) || "none"}.`,
    );
  }
  const meant = buckets
    .filter(({ nickname }) => !options.nickname || options.nickname.includes(nickname))
    .map(standingOf);
  const wanted = meant.filter((config) => gapIn(config) === undefined);
  const [provider, urn] = options.provider?.split(/=(.*)/s) ?? [];
  const lifecycle = new BucketConfigLifecycle(session);
  const resources = await Promise.all(
    wanted.map(async ({ id, nickname }): Promise<ImportedResource> => {
      const { inputs, props } = await lifecycle.read(id, { org });
      const line = { __provider: BUCKET_CONFIG_LINE };
      const resource = {
        type: BUCKET_CONFIG_TYPE,
        name: nickname,
        id,
        inputs: { ...inputs, ...line },
        outputs: { ...props, ...line },
      };
      return provider ? { ...resource, provider } : resource;
    }),
  );
  const notes = wanted.flatMap((config) =>
    secretNotes(
      config,
      resources.find(({ id }) => id === config.id),
    ),
  );
  const file = provider && urn ? { nameTable: { [provider]: urn }, resources } : { resources };
  return {
    file: { ...file, resources: resources.toSorted((a, b) => (a.name < b.name ? -1 : 1)) },
    notes: [
      `${resources.length} ${resources.length === 1 ? "BucketConfig" : "BucketConfigs"} of '${org}'. Save this as a file, declare each in your program under the name given here, with its secrets, then run:`,
      "  pulumi import --file FILE --generate-code=false",
      "  pulumi preview",
      ...notes,
      ...meant.flatMap((config) => {
        const gap = gapIn(config);
        return gap ? [`Left out: ${lineOf(config)}. ${gap}`] : [];
      }),
    ],
  };
}

/** Which secrets the program has to give, and what the first preview then shows. */
function secretNotes({ nickname, authConfig }: StandingBucketConfig, resource: ImportedResource | undefined): string[] {
  const stored = (resource?.outputs as Partial<BucketConfigState> | undefined)?.authConfig ?? {};
  const compared = Object.keys(stored).filter((field) => isFingerprint((stored as Record<string, unknown>)[field]));
  const masked = Object.keys(authConfig).filter((field) => isSecretAuthField(field) && isMasked(authConfig[field]));
  return [
    ...(compared.length > 0
      ? [
          `${oneLine(nickname)}: declare authConfig.${compared.join(" and authConfig.")}; the preview shows no change when they are the ones in use.`,
        ]
      : []),
    ...(masked.length > 0
      ? [
          `${oneLine(nickname)}: declare authConfig.${masked.join(" and authConfig.")}. Arraylake doesn't give it back: the first preview shows an update, which \`pulumi up\` notes in the state without a call.`,
        ]
      : []),
  ];
}
