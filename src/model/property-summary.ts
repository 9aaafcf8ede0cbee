import { MODIFIED, VERSION } from './members.ts';
import { ACTIVATION_NETWORKS } from './property-logging.ts';
import { list, object, oneOf, type Static, text, whole } from './shape.ts';

const PROPERTY_VERSION = object({
  version: VERSION,
  staging: text('Status on staging, as the API spells it.', 'INACTIVE'),
  production: text('Status on production, as the API spells it.', 'ACTIVE'),
  ...MODIFIED,
  'note?': text('Note of the version.'),
});
export const PROPERTY_SUMMARY = object(
  {
    propertyName: text('The property’s name.', 'www.example.com'),
    network: oneOf('How far the change goes. `NONE`: a version is saved only.', ACTIVATION_NETWORKS),
    'replaces?': whole('The live version that the change replaces.', 1),
    'unreleased?': whole('A newer version with other content that was never active on production.', 1),
    versions: list('The newest versions and those that are active, the newest first.', PROPERTY_VERSION),
    warnings: list('Warnings of the validation of the live version.', text()),
    notes: list(
      'What a reviewer should know: exclusions, drafts, and what the change leaves as it is.',
      text(),
    ),
  },
  'Only for the kind `PropertyLogging`: the property and its versions.',
);
/** What a reviewer needs to know about a property and its versions. */
export type PropertySummary = Static<typeof PROPERTY_SUMMARY>;
