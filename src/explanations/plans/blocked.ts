import type { BlockedCode } from '../../model/blocked-code.ts';
import type { Explanation } from '../explanation.ts';

/** What each reason of a blocked resource means. The compiler reports a missing code. */
export const BLOCKED: Readonly<Record<BlockedCode, Explanation>> = {
  'stream-not-found': {
    title: 'The stream of the manifest does not exist',
    meaning:
      'The manifest has `spec.streamId`, and the account has no stream of this log type with that ID. No stream is created, because with a wrong ID it would be a second one.',
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
      'An unmanaged stream has the same sources and destination. If its content cannot be read, it may have them. A second stream would send the same logs again.',
    fix: 'Add `spec.streamId` to manage that stream. If a second stream is intended, add `spec.separate: true`.',
  },
  'stream-unreadable': {
    title: 'The live stream cannot be compared',
    meaning:
      'The response of the API lacks members that it documents, or has a form that this release does not know. What would change is not known.',
    fix: 'Run again. If the stream still cannot be compared, report it.',
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
    title: 'A member of an existing stream cannot change',
    meaning: 'The manifest has another value than the stream, and no update can change this member.',
    fix: 'Write the value of the live stream. To use the new value, create a stream under another name.',
  },
  'unresolved-name': {
    title: 'A name in the manifest does not match exactly one ID',
    meaning:
      'No source or data set field has this name, or several have it. Sources, such as properties, are looked up in the group and contract of the stream.',
    fix: 'Correct the name, or write the ID.',
  },
  'not-exact': {
    title: 'An update would change a value that this release cannot represent',
    meaning:
      'The live stream has a member that has to be sent back unchanged, such as a number with too many digits.',
    fix: 'Change the stream in Akamai Control Center, or ask Akamai about the member.',
  },
  'undated-version': {
    title: 'The API returns no date for the latest version',
    meaning:
      '`rotateSecretsAfter` is compared with that date, so it is not known whether the secrets are due.',
    fix: 'To send the secrets, run `datastream apply --rotate NAME`. Otherwise, remove `rotateSecretsAfter`.',
  },
  'missing-secret': {
    title: 'A secret is missing or invalid',
    meaning:
      'The manifest refers to a variable or a file. It does not exist in this run, is empty or not allowed, or its value is invalid. `apply` checks all secrets before its first write.',
    fix: 'Set the variable, create the file, or correct the value. Then run again.',
  },
  'needed-item-blocked': {
    title: 'The property needs a stream that is blocked',
    meaning:
      'A property can name a stream only when the stream is active and logs the property. That takes a change of the stream, which is blocked.',
    fix: 'Fix the stream first. The plan says why it is blocked.',
  },
  'needed-item-not-selected': {
    title: 'The property needs a stream that this run does not change',
    meaning:
      'A property can name a stream only when the stream is active and logs the property. That takes a change of the stream, which this run omits, for example because of `--only`.',
    fix: 'Apply the change of the stream first, or select both.',
  },
  'property-unreadable': {
    title: 'The property could not be read',
    meaning:
      'A request to Property Manager failed, or the rule tree has a form that this release does not know.',
    fix: 'Run again. If the property still cannot be read, check it in Property Manager.',
  },
  'stream-not-nameable': {
    title: 'The property cannot name the stream',
    meaning:
      'A behavior can name only active streams that log the property. DataStream itself manages what some properties log; they name no streams.',
    fix: 'Activate the stream, add the property to it, or remove the stream from `spec.streams`, as the reason says.',
  },
  'behavior-not-changeable': {
    title: 'A behavior of the property cannot be changed',
    meaning:
      'The behavior is locked, switched off in all rules, or set by an include, or it cannot name another stream. The reason says which.',
    fix: 'Make the change that the reason describes, most often in Property Manager. Then run again.',
  },
  'activation-in-progress': {
    title: 'An activation of the property is in progress',
    meaning:
      'A version is being activated or deactivated. Until that ends, it is not known which version will be active.',
    fix: 'Run again when the activation has ended.',
  },
  'tested-on-staging': {
    title: 'Another version may be in test on staging',
    meaning:
      'Staging has another version than production. Activating a version on staging would replace the one that another user may be testing there.',
    fix: 'In Property Manager, activate the same version on both networks. Otherwise, set `spec.activation.network` to `NONE`.',
  },
  'unfinished-draft': {
    title: 'A draft is newer than the live version',
    meaning:
      'The draft may be unfinished work of another user. The change starts from the live version, so activating the draft later could remove the change.',
    fix: 'Activate the draft first. To make the change without it, use `--allow unreleased=N`.',
  },
};
