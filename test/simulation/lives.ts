import { lifeOf, lived } from "./life";
import { shortest } from "./shrinking";

export interface Lives {
  readonly first: number;
  readonly count: number;
}

/** Which lives to live: by default 3,000 from a seed that never changes. `npm run test:simulation -- --lives N --seed S` for others. */
export const LIVES: Lives = {
  first: Number(process.env.SIMULATION_SEED ?? 1),
  count: Number(process.env.SIMULATION_LIVES ?? 3000),
};

/** The story of the first life in which a promise is broken, in its shortest form; undefined where there is none. */
export async function firstBroken({ first, count }: Lives): Promise<string | undefined> {
  for (let seed = first; seed < first + count; seed++) {
    const { broken } = await lived(lifeOf(seed));
    if (broken.length === 0) continue;
    const { end } = await shortest(lifeOf(seed));
    return [`Life ${seed} (after ${seed - first + 1} lives):`, ...end.world.story, "", ...end.broken].join("\n");
  }
  return undefined;
}
