import { formatUri } from "../../model/location";
import { printableJson, withoutUnknowns } from "../printable";
import { type Declared, gapsIn, type Report } from "./model";
import { countsOf, putBackBy } from "./sections";

/** The report for a program. What it says of a BucketConfig is what `getBucketConfig` says of it. */
export function renderJson(report: Report, at: Date): string {
  const { org, stacks, configs, movedDefaults, gone } = report;
  const place = ({ stack, resource }: Omit<Declared, "id">) => ({ stack, resource });
  const content = {
    org,
    madeAt: at.toISOString(),
    stacks: stacks ?? null,
    counts: Object.fromEntries(countsOf(report).map(({ key, count }) => [key, count])),
    bucketConfigs: configs.map(({ standing, health, repos, declarations }) => ({
      ...standing,
      condition: health,
      unreadable: gapsIn(standing),
      repos: repos.map(({ name, deletedAt }) => ({ name, deletedAt })),
      declarations: declarations.map(({ differences, ...declared }) => ({
        ...place(declared),
        differences: differences.map(({ path, declared: inState, actual }) => ({ path, declared: inState, actual })),
        ...(differences.length > 0 && { putBackBy: putBackBy(differences, repos) }),
      })),
    })),
    movedDefaults: movedDefaults.map(({ declared, actual, ...mark }) => ({
      ...place(mark),
      id: mark.id,
      declared: declared?.standing.nickname,
      actual: actual?.standing.nickname,
    })),
    gone: gone.map(({ id, form, ...declared }) => ({
      ...place(declared),
      id,
      nickname: form.nickname,
      uri: formatUri(form),
    })),
  };
  return printableJson(content, withoutUnknowns);
}
