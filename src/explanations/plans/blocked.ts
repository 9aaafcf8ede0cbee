import type { BlockedCode } from '../../model/blocked-code.ts';
import type { Explanation } from '../explanation.ts';

/** What each reason of a blocked item means. The compiler reports a missing code. */
export const BLOCKED: Readonly<Record<BlockedCode, Explanation>> = {
  'stream-not-found': {
    title: 'The stream of the manifest does not exist',
    meaning:
      'The manifest has `spec.streamId`, and the account has no stream of this log type with that ID. A second stream is not created for it.',
    fix: 'Correct `spec.streamId` or `spec.logType`. To create a new stream, remove `spec.streamId`.',
  },
  'stream-name-taken': {
    title: 'The new name belongs to another stream',
    meaning: 'The manifest renames its stream to a name that another stream or another manifest has.',
    fix: 'Choose another name, or rename the other stream first.',
  },
  'stream-archived': {
    title: 'The stream is archived',
    meaning:
      'Akamai does not document what is allowed for an archived stream, or whether its name can be used again.',
    fix: 'Give the manifest another stream name to create a new stream, or remove the manifest.',
  },
  'likely-renamed': {
    title: 'The stream to create may exist under another name',
    meaning:
      'An unmanaged stream has the same sources and destination, or its content cannot be read. Creating a second stream would send the logs twice.',
    fix: 'Add `spec.streamId` to manage that stream. If a second stream is intended, add `spec.separate: true`.',
  },
  'stream-unreadable': {
    title: 'The live stream cannot be compared',
    meaning:
      'The response of the API lacks members that it documents, or has a form that this release does not know. What would change is not known.',
    fix: 'Run again. If the reason stays the same, report it.',
  },
  'changed-while-read': {
    title: 'The stream changed while it was being read',
    meaning: 'Another user edited or deleted the stream between two requests of this run.',
    fix: 'Run again.',
  },
  'unknown-status': {
    title: 'The status of the stream is not documented',
    meaning: 'It is not known which actions the API allows in this status.',
    fix: 'Check the stream in Akamai Control Center. Run again when its status has changed.',
  },
  'immutable-member': {
    title: 'A member cannot change after the stream was created',
    meaning: 'The manifest has another value than the stream for a member that the API never updates.',
    fix: 'Write the value of the stream. To use the new value, create a stream under another name.',
  },
  'unresolved-name': {
    title: 'A name in the manifest is not known',
    meaning:
      'The account has no property, zone or field with this name in the group or contract of the stream, or several.',
    fix: 'Correct the name, or write the ID.',
  },
  'not-exact': {
    title: 'An update would change a value that this release cannot represent',
    meaning:
      'The live stream has a member that has to be sent back unchanged, such as a number with too many digits.',
    fix: 'Change the stream in Akamai Control Center, or ask Akamai about the member.',
  },
  'undated-version': {
    title: 'The API returns no date for the live version',
    meaning:
      '`rotateSecretsAfter` is compared with that date, so it is not known whether the secrets are due.',
    fix: 'To send the secrets, run `datastream apply --rotate NAME`. Otherwise, remove `rotateSecretsAfter`.',
  },
  'missing-secret': {
    title: 'The value of a secret is missing',
    meaning:
      'The manifest refers to a variable or a file that does not exist in this run. Nothing is written without it.',
    fix: 'Set the variable or create the file, and run again.',
  },
  'needed-item-blocked': {
    title: 'It needs a resource that is blocked',
    meaning: 'A property can name a stream only after the change of that stream.',
    fix: 'Fix the reason of the other resource first.',
  },
  'needed-item-not-selected': {
    title: 'It needs a change that is not part of this run',
    meaning: 'A property can name a stream only after the change of that stream, which `--only` omits.',
    fix: 'Apply the other change first, or select both.',
  },
  'property-unreadable': {
    title: 'The property could not be read',
    meaning:
      'A request to Property Manager failed, or the rule tree has a form that this release does not know.',
    fix: 'Run again. If the reason stays the same, check the property in Property Manager.',
  },
  'stream-not-nameable': {
    title: 'The property cannot name the stream',
    meaning:
      'A behavior can name an active CDN stream that logs the property. Akamai DataStream itself manages what some properties log.',
    fix: 'Activate the stream, add the property to it, or remove it from `spec.streams`, as the message says.',
  },
  'behavior-not-changeable': {
    title: 'A behavior of the property cannot be changed',
    meaning:
      'It is locked, switched off everywhere, generated by an include, or has values that this release does not know.',
    fix: 'Make the change in Property Manager, as the message says.',
  },
  'activation-in-progress': {
    title: 'An activation of the property is in progress',
    meaning: 'Which version will be active is not known before it ends.',
    fix: 'Run again when it has ended.',
  },
  'tested-on-staging': {
    title: 'Another version is tested on staging',
    meaning: 'Activating a version on staging would replace the one that another user may be testing there.',
    fix: 'Activate one of the two versions on both networks, or set `spec.activation.network` to `NONE`.',
  },
  'unfinished-draft': {
    title: 'A draft is newer than the live version',
    meaning:
      'It may be unfinished work of another user. It lacks the change, so activating it later would remove the change.',
    fix: 'Activate the draft first, or allow it with `--allow unreleased=N`.',
  },
};
