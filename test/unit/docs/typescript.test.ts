import { expect, test } from "vitest";
import { documents, parsed } from "./markdown";
import { programsOf, typeErrors } from "./typescript";

const SLOW = 240_000;

const BROKEN = `# Two programs

\`\`\`ts
import { BucketConfig } from "pulumi-arraylake";
const era5 = new BucketConfig("era5", { nickname: "era5", uri: "gs://era5", authConfig: { method: "anonymous" } });
\`\`\`

\`\`\`ts
export const id: number = era5.id;
\`\`\`

\`\`\`ts
import { startEmulator } from "pulumi-arraylake/emulator";
const { uri } = await startEmulator();
export const era6 = era5;
\`\`\`
`;

test("every TypeScript snippet of the documents is a program that the compiler takes, and a wrong one is seen", {
  timeout: SLOW,
}, () => {
  const programs = documents().map(programsOf);
  expect(programs.filter(({ size }) => size > 0).length).toBeGreaterThan(0);
  const broken = programsOf(parsed("broken.md", BROKEN));
  const errors = typeErrors(new Map([...programs, broken].flatMap((each) => [...each])));
  expect(errors).toEqual([
    "broken.md:9: Type 'Output<string>' is not assignable to type 'number'.",
    "broken.md:14: Property 'uri' does not exist on type 'Emulator'.",
    "broken.md:15: Cannot find name 'era5'.",
  ]);
});
