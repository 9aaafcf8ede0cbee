import { type DeliveryItem, isUndelivered } from '../../model/delivery.ts';
import { identityOf } from '../../model/resource-key.ts';
import {
  type DeliveryIssueView,
  needsDeliveryIssue,
  renderDeliveryIssue,
} from '../../render/delivery-issue/delivery-issue.ts';
import type { EarlierRecords } from '../account/watched-status.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import type { Marker } from '../notes/marker.ts';
import { noteText } from './footer.ts';
import { reportedStreams, updateIssue } from './target-issue.ts';
import type { WatchResult } from './watch-report.ts';

/**
 * Returns the streams of an account whose logs did not arrive when an earlier watch verified them, by `metadata.name`.
 * Undefined: that is not known, so that this run verifies new activations only, and does not change the issue.
 */
export async function undeliveredBefore(job: Job): Promise<EarlierRecords['undelivered']> {
  if (!job.settings.verifyDelivery) return () => [];
  try {
    return await reportedStreams(job, 'delivery');
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    job.reporter.notice(
      job.clean(`Streams whose logs did not arrive before are not verified in this run: ${error.message}`),
    );
    return undefined;
  }
}

/**
 * Updates the issue about the delivery of logs. If there is nothing to report, and there was nothing before, no request
 * is sent. The digest omits amounts and time, so that the issue is updated only if something else changed.
 * @param undelivered the streams that the open issue is about; see `undeliveredBefore`
 */
export async function reportDelivery(
  job: Job,
  found: WatchResult,
  undelivered: EarlierRecords['undelivered'],
): Promise<void> {
  const { properties, status } = found;
  if (properties?.propertyProblem !== undefined) {
    job.reporter.notice(job.clean(`Properties are not checked. ${properties.propertyProblem}`));
  }
  if (undelivered === undefined) return;
  const before = undelivered(found.account);
  const items = found.delivery.filter(
    (item) => isUndelivered(item) || (isUndecided(item) && before.includes(item.name)),
  );
  const isChecked = properties?.propertyFindings !== undefined;
  if (items.length + before.length === 0 && !isChecked) return;
  const { settings, context, forge, options, run, reporter, clean } = job;
  const view: DeliveryIssueView = {
    targetName: settings.targetName,
    target: status.target,
    items,
    ...(properties ? { properties } : {}),
    now: context.clock.now(),
  };
  const timeless = renderDeliveryIssue(timelessOf(view), forge.limits.note);
  const marker: Marker = {
    kind: 'delivery',
    target: settings.targetName,
    run: run.number,
    attempt: run.attempt,
    content: context.hash(`${timeless.title}\n${timeless.text}`),
    account: found.account,
    folder: options.streams,
    streams: items.map(({ name }) => name),
  };
  const text = await noteText(
    job,
    marker,
    (room) => renderDeliveryIssue({ ...view, summaryUrl: run.url }, room).text,
  );
  const title = clean(timeless.title);
  try {
    await updateIssue(job, { isNeeded: needsDeliveryIssue(view), title, text, marker });
  } catch (error) {
    if (!(error instanceof ForgeError && error.kind === 'switched-off')) throw error;
    reporter.notice('Issues are switched off in this repository, so delivery is not reported in an issue.');
  }
}

/** Returns whether it is not known if logs arrive, so that an issue that says they do not is still valid. */
function isUndecided({ delivery }: DeliveryItem): boolean {
  return delivery === 'unknown' || delivery === 'pending';
}

/** The view without what changes in every run although the delivery is the same. */
function timelessOf(view: DeliveryIssueView): DeliveryIssueView {
  const items = view.items.map((item) => ({
    ...identityOf(item),
    delivery: item.delivery,
    errors: (item.errors ?? []).map((error) => ({ ...error, count: 0 })),
    reason: item.delivery,
  }));
  return { ...view, items, now: 0 };
}
