import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Session } from "../lifecycle/session";
import { standsIn } from "../model/provider-settings";
import { encryptingField } from "../stack/stack-file";
import { atOrganisation, CommandError, type ServiceFlags } from "./command";
import { type Exported, exported, placeholders } from "./export-entries";
import { secretCommand as programSecret, typescriptProgram } from "./export-typescript";
import { stackConfigYaml } from "./export-yaml";

interface Flags extends ServiceFlags {
  project?: string;
  format: "yaml" | "typescript";
  showSecrets?: boolean;
}

/** Adds `export`: what an organisation has, as the config or program that declares it. */
export function registerExport(program: Command): void {
  program
    .command("export")
    .description("print an organisation's BucketConfigs as a declarative stack's config, or as a program")
    .option("--org <name>", `the organisation (default: ${standsIn("org")})`)
    .option("--project <name>", "the Pulumi project that the config is for (default: the one of ./Pulumi.yaml)")
    .addOption(new Option("--format <format>", "what to print").choices(["yaml", "typescript"]).default("yaml", "yaml"))
    .option("--show-secrets", "print the secrets that Arraylake gives back (hmac) in clear, not placeholders")
    .option("--service-uri <url>", `the service (default: ${standsIn("serviceUri")})`)
    .action(async (flags: Flags) => {
      const project = flags.project ?? (await projectIn("."));
      await atOrganisation(flags, async (session, org) => {
        const { text, notes } = await exportOrg(session, org, { ...flags, project });
        process.stdout.write(text);
        process.stderr.write(`${notes.join("\n")}\n`);
      });
    });
}

/** The config's keys begin with the project's name: with another one's, the stack would see none of them. */
export async function projectIn(folder: string): Promise<string> {
  const text = await readFile(join(folder, "Pulumi.yaml"), "utf8").catch(() => "");
  return /^name:\s*["']?([\w.-]+)/m.exec(text)?.[1] ?? "arraylake";
}

/** The config or program, and what its reader has to know. */
export async function exportOrg(
  session: Session,
  org: string,
  { project, format, showSecrets = false }: Pick<Flags, "format" | "showSecrets"> & { project: string },
): Promise<{ text: string; notes: string[] }> {
  if (!/^[\w.-]+$/.test(project))
    throw new CommandError("--project must be a Pulumi project's name: letters, digits, _ . -");
  const all = exported(org, (await session.organisation(org).buckets()).answers(), showSecrets);
  const [text, place, secretCommand] =
    format === "yaml"
      ? ([stackConfigYaml(all, project), "under `config:` in Pulumi.STACK.yaml", encryptingField] as const)
      : ([typescriptProgram(all), "into the program's main file", programSecret] as const);
  return { text, notes: notes(all, place, secretCommand, showSecrets) };
}

function notes(
  { org, entries, leftOut }: Exported,
  place: string,
  secretCommand: (key: string, field: string) => string,
  showSecrets: boolean,
): string[] {
  const inClear = showSecrets && entries.some(({ authConfig }) => authConfig.method === "hmac");
  const commands = entries.flatMap((entry) =>
    placeholders(entry).map((field) => `  ${secretCommand(entry.key, field)}`),
  );
  return [
    `${entries.length} of the ${entries.length + leftOut.length} BucketConfigs of '${org}': paste them ${place}.`,
    ...(leftOut.length > 0 ? [`${leftOut.length} left out: the comments at the end say why.`] : []),
    ...(inClear ? ["It holds secrets in clear: set them with `pulumi config set --secret` before you commit it."] : []),
    ...(commands.length > 0
      ? ["Then fill in the secrets, each as it is in use:", ...commands, "And then:"]
      : ["Then:"]),
    "  pulumi up",
    "It takes over what is as declared, and writes nothing at Arraylake. After that, `adopt: true` can be removed.",
    `With an import file instead, no \`adopt\` is needed: \`pulumi-arraylake import-file --org ${org}\` writes one, and says how to use it.`,
  ];
}
