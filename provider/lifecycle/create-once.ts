import { AnswerError, type ArraylakeError, StatusError, TransportError } from "../api/errors";
import { delayBefore } from "../api/retry";
import { readableDifferences } from "../model/diff";
import { formatUri } from "../model/location";
import type { NormalForm } from "../model/normal-form";
import { type StandingBucketConfig, toWire } from "../model/wire";
import type { ReadonlyBucketList } from "./bucket-list";
import type { Organisation } from "./organisation";
import { locationTaken, nicknameTaken, RefusalError } from "./refusals";

/**
 * Creates a BucketConfig exactly once. When the answer to a POST is lost, nobody knows whether it was carried out: then the
 * list is asked. What appeared during this call, equal in every readable field, is ours; else the POST is sent again.
 */
export async function createOnce(organisation: Organisation, wanted: NormalForm): Promise<StandingBucketConfig> {
  const before = new Set((await organisation.buckets()).at(wanted).map(({ id }) => id));
  const began = organisation.serviceTime();
  const { tries, total } = organisation.limits;
  const deadline = Date.now() + total;
  for (let attempt = 1; ; attempt++) {
    try {
      return await organisation.create(toWire(wanted));
    } catch (thrown) {
      const error = thrown as ArraylakeError;
      if (!isLostAnswer(error) && !isRefused(error)) throw error;
      const list = await organisation.bucketsNow().catch((cause: unknown) => {
        throw isRefused(error) ? error : outcomeUnknown(wanted, error, cause);
      });
      const wait = delayBefore(attempt, error);
      const appeared = list
        .at(wanted)
        .find(
          (config) =>
            !before.has(config.id) && isSince(began, config) && readableDifferences(wanted, config).length === 0,
        );
      if (appeared && (attempt > 1 || isLostAnswer(error))) return appeared;
      if (isRefused(error)) throw holderOf(list, wanted) ?? error;
      if (attempt >= tries || Date.now() + wait > deadline) throw holderOf(list, wanted) ?? error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** The service tells times to the second, and so does its clock. */
const CLOCK_TOLERANCE = 2_000;

/** Whether a config was made during this call, by the service's own clock: one that somebody else made a while ago is not ours. */
function isSince(began: number, { createdAt }: StandingBucketConfig): boolean {
  const created = Date.parse(
    createdAt && !/(Z|[+-]\d\d:?\d\d)$/i.test(createdAt) ? `${createdAt}Z` : (createdAt ?? ""),
  );
  return Number.isNaN(created) || created >= began - CLOCK_TOLERANCE;
}

/** The request may have been carried out, though no answer says so. */
function isLostAnswer(error: ArraylakeError): boolean {
  return (
    error instanceof TransportError ||
    error instanceof AnswerError ||
    (error instanceof StatusError && error.status >= 500)
  );
}

function isRefused(error: ArraylakeError): boolean {
  return (
    error instanceof StatusError &&
    error.status >= 400 &&
    error.status < 500 &&
    error.status !== 401 &&
    error.status !== 429
  );
}

function holderOf(list: ReadonlyBucketList, wanted: NormalForm): RefusalError | undefined {
  const [atLocation] = list.at(wanted);
  if (atLocation) return locationTaken(wanted, atLocation, false);
  const [sameNickname] = list.called(wanted.nickname);
  return sameNickname && nicknameTaken(wanted, sameNickname);
}

function outcomeUnknown(wanted: NormalForm, error: Error, cause: unknown): RefusalError {
  return new RefusalError(
    `Nobody can tell whether BucketConfig '${wanted.nickname}' (${formatUri(wanted)}) was created. Run \`pulumi up\` again; if it says that the ` +
      `location is taken, \`adopt: true\` takes over what was made. What went wrong: ${error.message} Then, of the list: ${(cause as Error).message}`,
  );
}
