import { lifeOf, lived } from "./life";
import type { FaceName } from "./provider";
import { shortest } from "./shrinking";

export interface Lives {
  readonly first: number;
  readonly count: number;
  /** Of all; undefined where each life has one of its own. */
  readonly face?: FaceName | undefined;
}

/**
 * Which lives to live: by default 3,000 from a seed that never changes, half of them on each face.
 * `npm run test:simulation -- --lives N --seed S --face F` for others.
 */
export const LIVES: Lives = {
  first: Number(process.env.SIMULATION_SEED ?? 1),
  count: Number(process.env.SIMULATION_LIVES ?? 3000),
  face: process.env.SIMULATION_FACE as FaceName | undefined,
};

/** The story of the first life in which a promise is broken, in its shortest form; undefined where there is none. */
export async function firstBroken({ first, count, face }: Lives): Promise<string | undefined> {
  for (let seed = first; seed < first + count; seed++) {
    const life = lifeOf(seed, face);
    const { broken } = await lived(life);
    if (broken.length === 0) continue;
    const { end } = await shortest(life);
    const head = `Life ${seed} on the ${life.face} face (after ${seed - first + 1} lives):`;
    return [head, ...end.world.story, "", ...end.broken].join("\n");
  }
  return undefined;
}
