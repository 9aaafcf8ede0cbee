import { logsStartText, traitPath } from '../../collections/texts.ts';
import { streamCollection } from '../../model/collection.ts';
import type { StreamEffect } from '../../model/effect.ts';
import type { Json } from '../../model/json.ts';
import type { Trait } from '../../model/member-card.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { quoted } from '../text/quoted-name.ts';
import { referencesIn } from '../text/value-text.ts';
import { listing, moment, some } from '../text/words.ts';
import type { EffectText, TypeEffects } from './effect-texts.ts';
import { lostDestinations } from './lost-destinations.ts';
import { personalDataText } from './personal-data.ts';

/** The texts of every effect of a stream. The list is complete: an effect without texts does not compile. */
const TEXTS: Readonly<Record<StreamEffect, EffectText>> = {
  'goes-live': {
    tone: 'change',
    short: 'Goes live',
    sentence: (item, lasts) =>
      `${versions(item)} on production; the stream is ACTIVATING, and locked against changes, for ${lasts}.`,
  },
  'cosmetic-goes-live': {
    tone: 'change',
    short: 'Re-activates for a name only',
    sentence: (_item, lasts) =>
      `nothing but names or e-mail addresses change, yet production is re-activated and the stream locked for ${lasts}.`,
  },
  'starts-logs': { tone: 'good', short: 'Starts logs', sentence: startsLogs },
  'stops-logs': {
    tone: 'danger',
    short: 'Stops logs',
    sentence: () => 'this stream logs nothing until it is active again.',
  },
  'source-removed': {
    tone: 'danger',
    short: 'Removes sources',
    sentence: () => 'this stream no longer logs them.',
  },
  'fields-removed': {
    tone: 'danger',
    short: 'Removes fields',
    sentence: () => 'new log lines lack them; whatever reads the lines must cope.',
  },
  'sampling-reduced': { tone: 'danger', short: 'Lowers sampling', sentence: samplingReduced },
  'midgress-change': { tone: 'change', short: 'Changes midgress', sentence: midgressChange },
  'secret-to-new-destination': {
    tone: 'danger',
    short: 'Sends a secret to a new destination',
    sentence: () =>
      'this host or bucket receives a secret that only another one has received so far; make sure that it is yours.',
  },
  'personal-data-added': { tone: 'danger', short: 'Sends personal data', sentence: personalDataAdded },
  'column-order': {
    tone: 'danger',
    short: 'Reorders columns',
    sentence: () => 'whatever reads STRUCTURED lines by position reads wrong values.',
  },
  'format-change': { tone: 'danger', short: 'Changes format', sentence: formatChange },
  'destination-change': {
    tone: (item) => (losesDestination(item) ? 'danger' : 'change'),
    short: 'Changes the destination',
    sentence: destinationChange,
  },
  'destination-probe': {
    tone: 'quiet',
    short: 'Probes the destination',
    sentence: () => 'Akamai writes a test record there; if that fails, nothing is saved.',
  },
  'secret-needed': { tone: 'quiet', short: 'Needs secrets', sentence: secretNeeded },
  'secret-rotation': {
    tone: 'change',
    short: 'Re-sends secrets',
    sentence: secretRotation,
  },
  irreversible: {
    tone: 'danger',
    short: 'Deletes for good',
    sentence: () => 'a deleted stream can never be activated again.',
  },
};

/**
 * Effects that are noticed too late: lost logs cannot be recovered, and columns are read as other columns. The headline
 * names the streams that have them. Other dangerous effects are marked in the entry of each stream.
 */
const NOTICED_LATE = ['source-removed', 'fields-removed', 'column-order'] as const;

/** Streams that lose logs or a destination, whose columns change, or that send more personal data, without being stopped. */
function noticedLate(item: PlanItem): readonly string[] {
  return [
    ...NOTICED_LATE.filter((effect) => item.effects.includes(effect)).map((e) =>
      TEXTS[e].short.toLowerCase(),
    ),
    ...(losesDestination(item) ? ['loses a destination'] : []),
    ...(isSentBySavedStream(item) ? ['sends personal data'] : []),
  ];
}

/** Sent data cannot be taken back. The reviewer of a new stream reads all of its fields anyway. */
function isSentBySavedStream({ action, effects }: PlanItem): boolean {
  return action !== 'create' && effects.includes('personal-data-added');
}

export const streamEffects: TypeEffects = { texts: TEXTS, noticedLate };

/** Returns whether an update removes a destination, so that no more logs are delivered to it. */
function losesDestination(item: PlanItem): boolean {
  return lostDestinations(item).names.length > 0;
}

function destinationChange(item: PlanItem): string {
  const { names, none } = lostDestinations(item);
  if (names.length === 0) return 'from the activation on, logs go where the new settings say.';
  const lost = `nothing is delivered to ${listing(
    some(
      names.map((name) => quoted(name)),
      MOST_NAMES,
    ),
  )} any more`;
  return none ? `${lost}, and no connector is left: logs can only be pulled.` : `${lost}.`;
}

const MOST_NAMES = 5;

function personalDataAdded({ steps, personalData = [] }: PlanItem): string {
  const activates = steps.some((step) => step.do === 'activate' || ('activate' in step && step.activate));
  const when = activates ? 'from the activation on' : 'once someone activates the stream';
  return `${when}, ${personalDataText(personalData)}; make sure that this is allowed.`;
}

function versions({ baseVersion }: PlanItem): string {
  return baseVersion === undefined
    ? 'a new version'
    : `version ${baseVersion + 1} replaces version ${baseVersion}`;
}

/** The plan does not say which streams DataStream manages itself, so the sentence is correct for both kinds. */
function startsLogs(item: PlanItem): string {
  const { streamId } = item;
  return logsStartText(
    streamCollection(item),
    streamId === undefined ? "the new stream's ID" : `stream ID ${streamId}`,
  );
}

function samplingReduced(item: PlanItem): string {
  const { before, after } = changeOf(item, 'logged-share');
  return before === undefined || after === undefined
    ? 'fewer requests are logged.'
    : `${String(after)} % of requests are logged instead of ${String(before)} %.`;
}

function midgressChange(item: PlanItem): string {
  return changeOf(item, 'midgress').after === true
    ? 'traffic between Akamai servers is logged too: more lines, each with field 2051.'
    : 'traffic between Akamai servers is no longer logged: fewer lines, without field 2051.';
}

function formatChange(item: PlanItem): string {
  const { before, after } = changeOf(item, 'log-format');
  return typeof before === 'string' && typeof after === 'string'
    ? `from ${before} to ${after}; whatever reads the lines must change at the same moment.`
    : 'lines are written differently; whatever reads them must change at the same moment.';
}

function secretNeeded(item: PlanItem): string {
  const references = referencesIn(item.desired?.spec);
  const which = references.length === 0 ? '' : ` (${listing(references)})`;
  return item.steps.some((step) => step.do === 'update')
    ? `they are write-only, so not compared, and sent again with this update${which}.`
    : `they are write-only, sent with the new stream and never returned by the API${which}.`;
}

function secretRotation({ rotateSecretsAfter, modifiedDate, baseVersion }: PlanItem): string {
  const isOlder = Date.parse(modifiedDate ?? '') < Date.parse(rotateSecretsAfter ?? '');
  return isOlder
    ? `requested by rotateSecretsAfter (${moment(rotateSecretsAfter ?? '')}): version ${baseVersion} is older, so a new version sends the current values.`
    : 'requested with --rotate, which creates a new version even if nothing else differs.';
}

function changeOf(item: PlanItem, trait: Trait): { readonly before?: Json; readonly after?: Json } {
  const path = traitPath(streamCollection(item), trait);
  return item.changes.find((change) => change.path === path) ?? {};
}
