import { DNS, spoilt, WEB, withSpec } from './samples.ts';

/** A valid manifest of the kind PropertyLogging, with every member. */
export const SITE = `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata:
  name: site
spec:
  properties: [www.example.com, 349772]
  streams: [web, 7050]
  removeStreams: [old]
  datastream: { samplingPercentage: 12.5, collectMidgressTraffic: true }
  report: { logHost: true, logCookies: SOME, cookies: [consent] }
  activation:
    network: PRODUCTION
    notifyEmails: [cdn@example.com]
    note: CHG-1234
    complianceRecord:
      noncomplianceReason: NONE
      customerEmail: a@example.com
      peerReviewedBy: b@example.com
      unitTested: true
      ticketId: CHG-1234
  protect: true
`;

/** Manifests of streams to which `SITE` refers, and of others that it cannot name. */
export const STREAM_FILES = {
  'streams/web.yaml': WEB,
  'streams/old.yaml': spoilt(spoilt(WEB, 'name: web', 'name: old'), 'state: active', 'state: absent'),
  'streams/idle.yaml': spoilt(spoilt(WEB, 'name: web', 'name: idle'), 'state: active', 'state: inactive'),
  'streams/bound.yaml': withSpec(spoilt(WEB, 'name: web', 'name: bound'), 'streamId: 8101'),
  'streams/dns.yaml': DNS,
};

const site = (from: string, to: string) => spoilt(SITE, from, to);
const RECORD = SITE.slice(SITE.indexOf('    complianceRecord'), SITE.indexOf('  protect'));
const record = (text: string) => site(RECORD, `    complianceRecord: ${text}\n`);
const report = (text: string) => site('{ logHost: true, logCookies: SOME, cookies: [consent] }', text);

/** Invalid manifests, each with a title. The golden file contains their findings. */
export const BAD_PROPERTY_MANIFESTS: readonly (readonly [title: string, text: string])[] = [
  ['kind misspelled', site('PropertyLogging', 'PropertyLoging')],
  ['apiVersion of another format version', site('/v1', '/v2')],
  ['name with a slash', site('name: site', 'name: www/site')],
  ['name with a pattern', site('name: site', 'name: site*')],
  ['name is empty', site('name: site', "name: ''")],
  ['name with control characters', site('name: site', 'name: "a\\u001b[31m"')],
  ['spec is a list', `${SITE.slice(0, SITE.indexOf('  properties'))}  - a\n`],
  ['spec without members', `${SITE.slice(0, SITE.indexOf('spec:'))}spec: {}\n`],
  ['unknown member', site('protect: true', 'protekt: true')],
  ['names of built-in object properties', `${SITE}  constructor: {}\n  toString: 1\n`],
  ['__proto__', `${SITE}  __proto__: { protect: true }\n`],
  ['member of a stream', `${SITE}  state: active\n`],
  ['members without a value', site('  protect: true', '  protect:').replace(/report: .*/, 'report:')],
  ['properties is a string', site('[www.example.com, 349772]', 'www.example.com')],
  ['properties is empty', site('[www.example.com, 349772]', '[]')],
  [
    'invalid items in properties',
    site('[www.example.com, 349772]', "[0, -1, 1.5, true, null, '', prp_, [a], {}]"),
  ],
  ['property with control characters', site('www.example.com', '"a\\tb"')],
  ['streams missing', site('  streams: [web, 7050]\n', '')],
  ['streams is empty', site('  streams: [web, 7050]\n  removeStreams: [old]', '  streams: []')],
  [
    'streams and removeStreams are empty',
    site('[web, 7050]\n  removeStreams: [old]', '[]\n  removeStreams: []'),
  ],
  ['invalid items in streams', site('[web, 7050]', "[0, 1.5, true, '', { streamId: 1 }]")],
  ['references to secrets', site('[web, 7050]', '[{ env: STREAM }]').replace('CHG-1234', '{ file: note }')],
  [
    'a reference instead of a block',
    site('{ samplingPercentage: 12.5, collectMidgressTraffic: true }', '{ env: A }'),
  ],
  [
    'options that streams and the product set',
    site('{ samp', '{ streamType: LOG, logEnabled: true, logStreamName: [1], samp'),
  ],
  ['samplingPercentage too high', site('12.5', '100.5')],
  ['samplingPercentage is negative', site('12.5', '-1')],
  ['samplingPercentage is text', site('12.5', "'12'")],
  ['option misspelled', site('collectMidgressTraffic', 'collectMidgress')],
  ['datastream is a list', site('{ samplingPercentage: 12.5, collectMidgressTraffic: true }', '[]')],
  ['report misspelled', report('requird')],
  ['report is true', report('true')],
  ['option of report misspelled', report('{ logReferrer: true }')],
  ['cookies missing', report('{ logCookies: SOME }')],
  ['cookies is empty', report('{ logCookies: SOME, cookies: [] }')],
  ['cookies without logCookies', report('{ cookies: [a] }')],
  ['cookies with logCookies: ALL', report('{ logCookies: ALL, cookies: [a] }')],
  ['cookie with a blank', report("{ logCookies: SOME, cookies: ['a b'] }")],
  ['logCookies is false', report('{ logCookies: false }')],
  ['customLogField missing', report('{ logCustomLogField: true }')],
  ['customLogField without logCustomLogField', report('{ customLogField: a }')],
  ['customLogField is too long', report(`{ logCustomLogField: true, customLogField: ${'x'.repeat(1001)} }`)],
  [
    'customLogField has too many bytes',
    report(`{ logCustomLogField: true, customLogField: ${'ü'.repeat(501)} }`),
  ],
  ['activation missing', `${SITE.slice(0, SITE.indexOf('  activation'))}`],
  ['activation is a network', `${SITE.slice(0, SITE.indexOf('  activation'))}  activation: STAGING\n`],
  ['network missing', site('    network: PRODUCTION\n', '')],
  ['network in lower case', site('PRODUCTION', 'production')],
  ['notifyEmails missing', site('    notifyEmails: [cdn@example.com]\n', '')],
  ['notifyEmails is empty', site('[cdn@example.com]', '[]')],
  ['invalid e-mail address', site('[cdn@example.com]', '[cdn@example.com, nobody]')],
  ['note is a number', site('note: CHG-1234', 'note: 1234')],
  ['note with control characters', site('note: CHG-1234', 'note: "a\\u001b[31m"')],
  ['compliance record without a reason', record('{ ticketId: CHG-1 }')],
  ['compliance record with an unknown reason', record('{ noncomplianceReason: HURRY }')],
  ['compliance record that is not complete', record('{ noncomplianceReason: NONE }')],
  ['compliance record without the other reason', record('{ noncomplianceReason: OTHER }')],
  [
    'compliance record with members of another reason',
    record('{ noncomplianceReason: EMERGENCY, unitTested: true }'),
  ],
  ['not tested on production', site('unitTested: true', 'unitTested: false')],
  ['protect is yes', site('protect: true', 'protect: yes')],
  [
    'listed twice',
    site('[www.example.com, 349772]', "[a, a, 7, prp_7, '7']").replace('[web, 7050]', '[web, web]'),
  ],
];
