import { inCode } from "../as-code";
import { printable, printableJson } from "../printable";
import type { Verdict } from "./verdict";

/** What a guard found. */
export interface Findings {
  readonly verdicts: readonly Verdict[];
  /** Why the preview failed, if it did. */
  readonly errors: readonly string[];
}

/** Whether an update would be refused, for all that can be told, or can't be told. */
export function isRefused({ verdicts, errors }: Findings): boolean {
  return errors.length > 0 || verdicts.some(({ outcome }) => outcome === "refused");
}

/** For a terminal or a job's log. */
export function asText(findings: Findings): string {
  const parts = partsOf(findings).map(({ heading, lines }) => [heading, ...lines.map((line) => `  - ${line}`)]);
  return `${parts.flat().join("\n")}\n`;
}

/** For a comment or a job's summary. */
export function asMarkdown(findings: Findings): string {
  const parts = partsOf(findings).map(({ heading, lines }) =>
    [`**${heading}**`, lines.map((line) => `- ${inCode(line)}`).join("\n")].filter(Boolean).join("\n\n"),
  );
  return `${["### What would be deleted", ...parts].join("\n\n")}\n`;
}

/** For a program. */
export function asJson({ verdicts, errors }: Findings): string {
  return printableJson({ refused: isRefused({ verdicts, errors }), bucketConfigs: verdicts, errors });
}

interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
}

function partsOf({ verdicts, errors }: Findings): Part[] {
  const refused = verdicts.filter(({ outcome }) => outcome === "refused");
  const others = verdicts.filter(({ outcome }) => outcome !== "refused");
  const noDefault = verdicts.filter(({ leavesNoDefault }) => leavesNoDefault);
  const parts = [
    {
      heading: `Refused: ${refused.length} of ${counted(verdicts)} that would be deleted or replaced.`,
      lines: refused.map(({ message }) => message ?? ""),
    },
    { heading: "The preview failed, so nobody can tell what else it would delete. Mend this first:", lines: errors },
    { heading: "A default would be gone:", lines: noDefault.map(defaultLine) },
    { heading: "Not refused:", lines: others.map(lineOn) },
  ].filter(({ lines }) => lines.length > 0);
  const clean = parts.map(({ heading, lines }) => ({ heading, lines: lines.map(printable) }));
  return clean.length > 0 ? clean : [{ heading: "No BucketConfig would be deleted or replaced.", lines: [] }];
}

function counted({ length }: readonly Verdict[]): string {
  return length === 1 ? "1 BucketConfig" : `${length} BucketConfigs`;
}

function lineOn({ nickname, uri, action, outcome }: Verdict): string {
  const words = {
    allowed: action === "replace" ? "is deleted, and created with another id" : "is deleted, for good",
    gone: "is gone already",
    kept: "is let go of and not deleted, since another resource of the program has it",
    refused: "",
  };
  const free = outcome === "allowed" ? ": no repo relies on it" : "";
  return `BucketConfig '${nickname}' (${uri}) ${words[outcome]}${free}.`;
}

function defaultLine({ nickname, uri, org }: Verdict): string {
  return `BucketConfig '${nickname}' (${uri}) is the default of '${org}', and nothing in this preview makes another one the default: new repos that name none would have nowhere to go.`;
}
