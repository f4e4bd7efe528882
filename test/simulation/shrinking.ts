import { type Life, type Lived, lived } from "./life";

/** The shortest form of a life in which the same promise is still broken. */
export async function shortest(life: Life): Promise<{ life: Life; end: Lived }> {
  let [best, end] = [life, await lived(life)];
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (const candidate of shorter(best)) {
      const attempt = await lived(candidate);
      if (kindOf(attempt) !== kindOf(end)) continue;
      [best, end, isShorter] = [candidate, attempt, true];
      break;
    }
  }
  return { life: best, end };
}

/** The same life without one event, or with one in milder conditions. */
function* shorter({ events, ...life }: Life): Generator<Life> {
  for (const index of events.keys()) yield { ...life, events: events.toSpliced(index, 1) };
  for (const [index, event] of events.entries()) {
    if (event.what !== "run") continue;
    const put = (milder: Partial<typeof event>) => ({ ...life, events: events.with(index, { ...event, ...milder }) });
    if (event.weather.faults > 0) yield put({ weather: { ...event.weather, faults: 0 } });
    if (event.weather.lag > 0) yield put({ weather: { ...event.weather, lag: 0 } });
    if (event.weather.slow > 60) yield put({ weather: { ...event.weather, slow: 60 } });
    if (event.meanwhile) yield put({ meanwhile: false });
    if (event.lives !== Number.POSITIVE_INFINITY) yield put({ lives: Number.POSITIVE_INFINITY });
    if (event.cancel) yield put({ cancel: undefined });
    if (event.importing) yield put({ importing: false });
    if (event.refresh) yield put({ refresh: false });
    if (event.target) yield put({ target: false });
    if (event.replace) yield put({ replace: false });
  }
}

function kindOf({ broken }: Lived): string | undefined {
  return broken[0]?.replaceAll(/'[^']*'|[0-9a-f-]{36}|s3:\S+/g, "").slice(0, 60);
}
