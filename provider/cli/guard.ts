import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { Redactor } from "../api/redaction";
import { PROVIDER_SETTINGS, standsIn } from "../model/provider-settings";
import { atArraylake, CommandError, type ServiceFlags } from "./command";
import { readPreview } from "./guard/preview";
import { verdictsOn } from "./guard/verdict";
import { asJson, asMarkdown, asText, type Findings, isRefused } from "./guard/words";
import { put, STDOUT } from "./put";

interface Flags extends Pick<ServiceFlags, "serviceUri"> {
  markdown?: string;
  json?: boolean;
}

/** Adds `guard`: what no preview asks, which is whether what it would delete can go. */
export function registerGuard(program: Command): void {
  program
    .command("guard")
    .description("tell which deletions of a Pulumi preview will be refused, since repos rely on the BucketConfig")
    .argument("[file]", "what `pulumi preview --json` printed (default: standard input)")
    .option("--markdown <file>", "also write it as Markdown, for a pull request's comment or a job summary")
    .option("--json", "print it as JSON")
    .option("--service-uri <url>", `the service (default: ${standsIn("serviceUri")})`)
    .addHelpText(
      "after",
      "\n  pulumi preview --json --show-sames > preview.json; pulumi-arraylake guard preview.json\n\n" +
        "A preview calls no delete, so it can't tell that one will be refused. This asks Arraylake for each BucketConfig that\n" +
        "would be deleted or replaced: for one list of BucketConfigs and one of repos, deleted ones in their grace period too.\n" +
        "With --show-sames it also sees what another resource of the program has, which is let go of and not deleted.\n" +
        "It takes what `pulumi destroy --preview-only --json` prints as well, and the events of Pulumi's Automation API, one a\n" +
        "line. It changes nothing, and prints no secret.\n" +
        "Exit code 0: nothing is refused. 1: something is, the preview itself failed, or nobody can tell.",
    )
    .action(run);
}

async function run(file: string | undefined, flags: Flags): Promise<void> {
  const preview = readPreview(await given(file));
  const verdicts = await atArraylake(flags, (session) => verdictsOn(session, preview));
  const redactor = new Redactor([...preview.secrets, process.env[PROVIDER_SETTINGS.token.variable] ?? ""]);
  const findings: Findings = {
    verdicts: verdicts.map((one) => ({ ...one, message: one.message && redactor.redacted(one.message) })),
    errors: preview.errors.map((error) => redactor.redacted(error)),
  };
  if (flags.markdown !== undefined) await put(flags.markdown, asMarkdown(findings), "--markdown");
  if (flags.markdown !== STDOUT) process.stdout.write(flags.json ? asJson(findings) : asText(findings));
  if (isRefused(findings)) process.exitCode = 1;
}

async function given(file: string | undefined): Promise<string> {
  if (file === undefined) return text(process.stdin);
  return readFile(file, "utf8").catch((cause: Error) => {
    throw new CommandError(`Can't read the preview: ${cause.message}.`, { cause });
  });
}
